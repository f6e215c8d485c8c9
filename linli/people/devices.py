"""What a browser says of itself, in words that its person recognises."""

# The first that fits is taken: browsers also name those that they imitate.
BROWSERS = (
    ("MicroMessenger", "微信 WeChat"),
    ("DingTalk", "钉钉 DingTalk"),
    ("HuaweiBrowser", "Huawei"),
    ("MiuiBrowser", "MIUI"),
    ("QQBrowser", "QQ"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Return `Chrome · Windows`, or the first words of something unknown."""
    found = [name for table in (BROWSERS, SYSTEMS) for name in _first(user_agent, table)]
    return " · ".join(found) or user_agent[:40] or "?"


def _first(text: str, table: tuple[tuple[str, str], ...]) -> list[str]:
    return [name for mark, name in table if mark in text][:1]
