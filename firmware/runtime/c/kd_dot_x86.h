/** Products with SSE2 or AVX2; interface in kd_dot.h. */
#ifndef KD_DOT_X86_H
#define KD_DOT_X86_H

#include "kd_math.h"

#if defined(KD_TARGET_AVX2)
#include <immintrin.h>
#else
#include <emmintrin.h>
#endif

#if defined(KD_TARGET_AVX2)

typedef struct {
    __m128i start;
    __m256i rows; /* each row's sum in two neighbouring parts */
} kd_sums_t;

KD_INLINE kd_sums_t kd_sums_begin(const int32_t starts[4])
{
    const kd_sums_t sums = {_mm_loadu_si128((const __m128i *)(const void *)starts), _mm256_setzero_si256()};
    return sums;
}

KD_INLINE void kd_sums_add(kd_sums_t *sums, const int8_t *weights, const kd_lane_t *lanes, int32_t blocks)
{
    for (; blocks > 0; --blocks, weights += KD_BLOCK_BYTES, lanes += 4) {
        int64_t four;
        memcpy(&four, lanes, sizeof four);
        const __m256i block = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)weights));
        sums->rows = _mm256_add_epi32(sums->rows, _mm256_madd_epi16(block, _mm256_set1_epi64x(four)));
    }
}

#else

typedef struct {
    __m128i start;
    __m128i rows01; /* each row's sum in two neighbouring parts */
    __m128i rows23;
} kd_sums_t;

KD_INLINE kd_sums_t kd_sums_begin(const int32_t starts[4])
{
    const __m128i zero = _mm_setzero_si128();
    const kd_sums_t sums = {_mm_loadu_si128((const __m128i *)(const void *)starts), zero, zero};
    return sums;
}

KD_INLINE void kd_sums_add(kd_sums_t *sums, const int8_t *weights, const kd_lane_t *lanes, int32_t blocks)
{
    for (; blocks > 0; --blocks, weights += KD_BLOCK_BYTES, lanes += 4) {
        const __m128i block = _mm_loadu_si128((const __m128i *)(const void *)weights);
        const __m128i four = _mm_loadl_epi64((const __m128i *)(const void *)lanes);
        const __m128i run = _mm_unpacklo_epi64(four, four);
        const __m128i low = _mm_srai_epi16(_mm_unpacklo_epi8(block, block), 8);
        const __m128i high = _mm_srai_epi16(_mm_unpackhi_epi8(block, block), 8);
        sums->rows01 = _mm_add_epi32(sums->rows01, _mm_madd_epi16(low, run));
        sums->rows23 = _mm_add_epi32(sums->rows23, _mm_madd_epi16(high, run));
    }
}

#endif

KD_INLINE void kd_sums_end(const kd_sums_t *sums, int32_t rows[4])
{
#if defined(KD_TARGET_AVX2)
    const __m128 low = _mm_castsi128_ps(_mm256_castsi256_si128(sums->rows));
    const __m128 high = _mm_castsi128_ps(_mm256_extracti128_si256(sums->rows, 1));
#else
    const __m128 low = _mm_castsi128_ps(sums->rows01);
    const __m128 high = _mm_castsi128_ps(sums->rows23);
#endif
    const __m128i even = _mm_castps_si128(_mm_shuffle_ps(low, high, _MM_SHUFFLE(2, 0, 2, 0)));
    const __m128i odd = _mm_castps_si128(_mm_shuffle_ps(low, high, _MM_SHUFFLE(3, 1, 3, 1)));
    const __m128i total = _mm_add_epi32(sums->start, _mm_add_epi32(even, odd));
    _mm_storeu_si128((__m128i *)(void *)rows, total);
}

#endif
