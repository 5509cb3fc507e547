"""What a browser says of itself, in words, and how long it stays signed in."""

from __future__ import annotations

from datetime import timedelta

IDLE, KEPT = timedelta(hours=12), timedelta(days=30)
# The first that fits: browsers name those that they are built from, too.
BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("DingTalk/", "DingTalk"),
    ("Lark/", "Feishu"),
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("OPR/", "Opera"),
    ("QQBrowser/", "QQ Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device(agent: str) -> tuple[str, str]:
    """Return the browser and the system of a ``User-Agent``; empty where it is unknown."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    return browser, next((name for sign, name in SYSTEMS if sign in agent), "")
