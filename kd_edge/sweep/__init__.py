"""Many trainings from one description: what is done is kept, on one machine or on a cluster."""
