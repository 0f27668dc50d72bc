"""What people, and people who mean harm, write into a chat; `drawn` makes more of the pieces of our list."""

from __future__ import annotations

import random
from collections.abc import Iterator

MARKUP = (
    *("</b>", "</blockquote>", "<b>S1</b>", "<b", "<", ">", "&", "&lt;", "&amp;amp;", "&#60;b&#62;", "&#0;"),
    *(
        "<a href='tg://user?id=2001'>Dana</a>",
        '<a href="https://t.me/x">here</a>',
        "<script>alert(1)</script>",
    ),
    *("</blockquote><b>Room 101 (confirmed)</b><blockquote>", "<blockquote expandable>", "<tg-spoiler>x"),
    *("<pre><code class='language-x'>", "<tg-emoji emoji-id='1'>x</tg-emoji>", "<!-- x -->", "<![CDATA[x]]>"),
    *("*bold*", "_under_", "__init__", "`code`", "```\nx\n```", "[a](tg://user?id=1)", "||x||", "\\", "\\n"),
    *("&nbsp;", "&quot;", "&#x3C;b&#x3E;", "<B>", "< b >", "<b/>", "<b onclick='x'>", "]]>", "<?xml?>"),
)
LINES = (
    *("ok\nRoom 101 (confirmed)", "ok\r\nPrice: 0", "ok\u2028Claimed by Dana", "ok\u2029S1", "ok\x0bS1"),
    *("ok\x0cS1", "ok\x85S1", "\n\n\n", "a\n\n\n\n\nb", "\nC-1234", "\tx", "ok\n<b>Emergency</b>\nGo to 101"),
)
PLACES = (
    *("{name}", "{0}", "{}", "{words}", "{n}", "{0.__init__.__globals__}", "{name!r}", "{name:>1000000000}"),
    *("%s", "%(n)100000000s", "%n%n%n", "${HOME}", "$(id)", "{{name}}", "{name", "}", "{a[b]}", "#{1+1}"),
)
REACHING = (
    *(
        "' OR 1=1 --",
        '" OR ""="',
        "'; DROP TABLE guests; --",
        "1;SELECT pg_sleep(9)",
        "\\'; --",
        "%00",
        "%27",
    ),
    *("../../etc/passwd", "/etc/passwd\0.png", "file:///etc/passwd", "http://169.254.169.254/latest", "CON"),
    *("() { :;}; echo x", "`id`", "|id", "; rm -rf /", "@everyone", "@dana", "/checkout 210", "/start own-x"),
    *(
        "NULL",
        "null",
        "undefined",
        "NaN",
        "Infinity",
        "-0",
        "1e400",
        "0x7f",
        "true",
        "None",
        "[]",
        "{}",
        "''",
    ),
)
FORMULAS = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '=HYPERLINK("http://x";"y")', "＝1"),
    *("=cmd|' /C calc'!A0", '=WEBSERVICE("http://x")', '=IMPORTXML("http://x","//a")', "＋1", "－1", "＠A"),
    *('=DDE("x";"y")', "\u00a0=1", "\ufeff=1", "\0=1", '";=1', "',=1", "a\n=1", '=A1&""', "-2+3+cmd|x!A"),
)
SCRIPTS = (
    *("Aygün Məmmədova", "Қонақүй, бөлме салқын", "Ёлки-палки", "Árvíztűrő tükörfúrógép", "İstanbul ığdır"),
    *(
        "مرحبا بالعالم",
        "שלום עולם",
        "你好，世界",
        "こんにちは",
        "안녕하세요",
        "สวัสดีครับ",
        "नमस्ते",
        "ស្វាគមន៍",
        "გამარჯობა",
    ),
    *("می‌خواهم", "ﷺ", "ﬃ", "ß", "ﬁ", "Å", "e\u0301", "\u1e9b\u0323", "\u0958", "\ufb1d", "\u0344", "ſ"),
    *("Ｆｕｌｌ ｗｉｄｔｈ", "𝕬𝖞𝖌ü𝖓", "Ꭰаnа", "rесерtiоn", "ⓇⒺⒸⒺⓅⓉⒾⓄⓃ", "¹²³", "٢١٤", "２１４", "Ⅷ", "½"),
)
UNSEEN = (
    *("\u202eevil\u202c", "a\u2066b\u2069", "\u200b", "\u200e\u200f", "\u061c", "\ufeff", "\u00ad", "\u2060"),
    *(
        "\0",
        "a\0b",
        "\x01\x02\x1f\x7f",
        "\x80\x9f",
        "\ud83d",
        "\udc00\ud83d",
        "\ufffe",
        "\uffff",
        "\U0010ffff",
    ),
    *("\u3164", "\u115f\u1160", "\uffa0", "\u034f", "\u2800", "\U000e0041\U000e0042", "\U000e0001", "\u180e"),
    *("\ufff9x\ufffay\ufffb", "\u206a\u206f", "\ue000", "\u17b4", "\ufdd0", "x\u200d\u200d\u200dy", "\u2065"),
)
TOWERS = (
    *("Z" + "\u0336" * 200, "a" + ("\u0301" * 8 + "\u200d") * 40, "x" + "\u0489" * 90, "o" + "\u20dd" * 50),
    *("\u0e33" * 80, "ก" + "\u0e49" * 60, "\u0300" * 40, "a" + "\ufe0f" * 99, "e" + "\u0327\u0301" * 30),
)
EMOJI = (
    *(
        "🙂",
        "👨‍👩‍👧‍👦",
        "👍🏽",
        "🇦🇿",
        "🇦🇿🇭🇺🇦",
        "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
        "3️⃣",
        "❤️‍🔥",
    ),
    *("👩🏿‍🚀", "🫠", "\U0001fae9", "🏳️‍🌈", "©️", "☠", "\u2764\ufe0f", "👨‍👩‍👧‍👦" * 30, "🇦" * 61, "👍🏽" * 80),
)
LONG = ("x" * 5000, "й" * 5000, "word " * 1200, "a\n" * 2000, "&" * 3000, "<" * 3000, "🙂" * 2100)
NAUGHTY = (
    "",
    " ",
    "?",
    *MARKUP,
    *LINES,
    *PLACES,
    *REACHING,
    *FORMULAS,
    *SCRIPTS,
    *UNSEEN,
    *TOWERS,
    *EMOJI,
    *LONG,
)
PIECES = tuple(one for one in NAUGHTY if len(one) < 60)


def drawn(seed: int) -> Iterator[str]:
    """Each of the list, then pieces of it strung together, and any characters at all."""
    yield from NAUGHTY
    rng = random.Random(seed)
    while True:
        if rng.random() < 0.7:
            yield "".join(rng.choices(PIECES, k=rng.randint(2, 6)))
        else:
            yield "".join(
                chr(rng.choice((rng.randrange(0x80), rng.randrange(0x3000), rng.randrange(0x110000))))
                for _ in range(rng.randint(1, 40))
            )
