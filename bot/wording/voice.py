"""What is said of whose words a quote is, in German and English."""

VOICE: dict[str, tuple[str, str]] = {
    "voice_direct": ("wörtlich: {0}", "{0}, direct speech"),
    "voice_direct_unnamed": ("wörtliche Rede", "direct speech"),
    "voice_reported": ("{0}, indirekt wiedergegeben", "{0}, reported speech"),
    "voice_reported_unnamed": ("indirekt wiedergegeben", "reported speech"),
}
