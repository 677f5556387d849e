"""Raw samples become frames and windows: causal, incremental, float32."""
