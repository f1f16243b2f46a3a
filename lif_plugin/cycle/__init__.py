"""The verbs of the long loop: audits and what is learnt from them, until its impact is evaluated."""
