"""The coefficients by which ``kd_edge.budget`` estimates: fitted on random networks, tested on every preset."""
