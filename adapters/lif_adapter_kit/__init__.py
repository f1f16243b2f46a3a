"""What several adapters of ours need to read their formats: XML, dates, codes. No adapter itself."""
