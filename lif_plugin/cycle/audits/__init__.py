"""The verbs of audits: what is drawn and sampled, who audits it with which tool, and what comes of it."""
