internal import Crypto
internal import FoundationEssentials
internal import Replication

/// A file that pages refer to. Its name holds a digest of what is in it: a browser may keep it for
/// ever, and an upgrade shows at once.
struct Asset: Sendable {
  let path: String
  let type: String
  let text: String

  private init(_ name: String, _ ending: String, type: String, text: String) {
    let digest = Hexadecimal.text(SHA256.hash(data: Data(text.utf8)).prefix(8))
    path = "/assets/\(name)-\(digest).\(ending)"
    (self.type, self.text) = (type, text)
  }

  static let stylesheet = Asset(
    "candour", "css", type: "text/css; charset=utf-8", text: Stylesheet.text)
  static let icon = Asset("candour", "svg", type: "image/svg+xml", text: Stylesheet.icon)
}

/// The one stylesheet, in the manner of the NHS design system: plain, large, strong focus marks.
enum Stylesheet {
  static let text = """
    :root{--blue:#005eb8;--dark:#003087;--ink:#212b32;--grey:#4c6272;--line:#d8dde0;\
    --pale:#f0f4f5;--red:#d5281b;--yellow:#ffeb3b;--green:#007f3b;--amber:#7a4a00}
    *{box-sizing:border-box}
    html{font:100%/1.5 Frutiger,"Frutiger W01",Arial,sans-serif;color:var(--ink);background:#fff}
    body{margin:0}
    .width{max-width:72rem;margin:0 auto;padding:0 1rem}
    .skip{position:absolute;left:-999rem}
    .skip:focus{position:static;display:inline-block;padding:.5rem}
    a{color:var(--blue)}a:hover{color:var(--dark)}
    a:focus,button:focus,input:focus,select:focus,textarea:focus,summary:focus,main:focus,\
    [tabindex]:focus{outline:4px solid var(--yellow);outline-offset:0;\
    box-shadow:0 0 0 6px var(--ink)}
    main:focus{outline:none;box-shadow:none}
    .header{background:var(--blue);color:#fff;padding:.75rem 0}
    .header .width{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center}
    .logo{color:#fff;font-weight:700;font-size:1.5rem;text-decoration:none}
    .logo:hover{color:#fff;text-decoration:underline}
    .logo:focus{color:var(--ink);background:var(--yellow)}
    .account{margin-left:auto;display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center}
    .account form{margin:0}
    .nav{background:var(--pale);border-bottom:1px solid var(--line)}
    .nav ul{list-style:none;display:flex;flex-wrap:wrap;margin:0;padding:0;gap:0 1.25rem}
    .nav a{display:block;padding:.75rem 0;text-decoration:none;border-bottom:4px solid transparent}
    .nav a:hover{text-decoration:underline}
    .nav a[aria-current]{border-color:var(--blue);font-weight:700}
    .nav a:focus{background:var(--yellow);color:var(--ink)}
    main.width{padding-top:1.5rem;padding-bottom:3rem;min-height:60vh}
    main p,main li,main dd,h1,h2,h3{overflow-wrap:anywhere}
    h1{font-size:2rem;line-height:1.2;margin:.5rem 0 1rem}
    h2{font-size:1.4rem;line-height:1.3;margin:2rem 0 .75rem}
    h3{font-size:1.1rem;margin:1.5rem 0 .5rem}
    p,ul,ol,dl{margin:0 0 1rem}
    .lead{font-size:1.2rem;color:var(--grey)}
    .quiet{color:var(--grey)}
    .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;margin:0 0 1.5rem}
    caption{text-align:left;font-weight:700;padding:.5rem 0}
    th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;\
    border-bottom:1px solid var(--line)}
    th{font-weight:700}
    dl.summary{display:grid;grid-template-columns:minmax(9rem,1fr) 3fr;gap:0;margin-bottom:1.5rem}
    dl.summary dt,dl.summary dd{margin:0;padding:.5rem 1rem .5rem 0;\
    border-bottom:1px solid var(--line);overflow-wrap:anywhere}
    dl.summary dt{font-weight:700}
    .tag{display:inline-block;padding:.1rem .5rem;border:1px solid currentColor;font-weight:700;\
    font-size:.875rem;background:#fff;white-space:nowrap}
    .tag.red{color:#9c1a10;background:#fbe4e2}.tag.amber{color:var(--amber);background:#fff4d6}
    .tag.green{color:#00501f;background:#dff3e6}.tag.grey{color:#354550;background:var(--pale)}
    .tag.blue{color:var(--dark);background:#dbe8f5}
    .callout{border-left:8px solid var(--blue);background:var(--pale);padding:1rem;\
    margin:0 0 1.5rem}
    .callout.warning{border-color:var(--amber);background:#fff9e7}
    .callout.danger{border-color:var(--red)}
    .callout.done{border-color:var(--green)}
    .callout>:first-child,.candidate>:first-child,.candidates h3{margin-top:0}
    .callout>:last-child,.candidate>:last-child{margin-bottom:0}
    .errors{border:4px solid var(--red);padding:1rem;margin:0 0 1.5rem}
    .errors h2{margin-top:0}.errors a{color:#9c1a10;font-weight:700}
    .field{margin:0 0 1.25rem}
    label,legend{font-weight:700;display:block;margin-bottom:.25rem}
    .hint{color:var(--grey);display:block;margin-bottom:.25rem;font-weight:400}
    input,select,textarea{font:inherit;padding:.4rem;border:2px solid var(--grey);width:100%;\
    max-width:32rem;border-radius:0;background:#fff;color:var(--ink)}
    textarea{max-width:44rem;min-height:6rem}
    input[type=radio],input[type=checkbox]{width:1.4rem;height:1.4rem;margin:0 .5rem 0 0;\
    flex:none}
    input[type=date],input.short{max-width:14rem}
    fieldset{border:0;margin:0 0 1.25rem;padding:0}
    .choice{display:flex;align-items:flex-start;margin:.5rem 0}
    .choice label{font-weight:400;margin:0;overflow-wrap:anywhere}
    .button{font:inherit;font-weight:700;color:#fff;background:var(--green);border:0;\
    border-bottom:4px solid #003d1c;padding:.6rem 1rem;cursor:pointer;border-radius:4px}
    .button:hover{background:#00662f}
    .button:focus{background:var(--yellow);color:var(--ink)}
    .button.second{background:#fff;color:var(--ink);border:2px solid var(--grey)}
    .button.danger{background:var(--red);border-color:#6b140d}
    button.plain{font:inherit;background:none;border:0;color:#fff;text-decoration:underline;\
    cursor:pointer;padding:0}
    button.plain:focus{background:var(--yellow);color:var(--ink)}
    form.inline{margin:0 0 1rem}
    .inline{display:inline-flex;flex-wrap:wrap;gap:.5rem;align-items:end}
    .candidates{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:1rem}
    .candidate{border:2px solid var(--line);padding:1rem;margin:0 0 1rem;\
    overflow-wrap:anywhere}
    .candidates .candidate{margin:0}
    td code{display:inline-block;min-width:9rem}
    .ref{white-space:nowrap}
    .candidate .value{font-size:1.15rem;white-space:pre-wrap}
    .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:1rem;\
    margin:0 0 1.5rem;padding:0;list-style:none}
    .figures li{border:1px solid var(--line);border-top:4px solid var(--blue);padding:.75rem}
    .figures strong{display:block;font-size:2rem;line-height:1.1}
    .pre{white-space:pre-wrap;overflow-wrap:anywhere}
    code{font-family:ui-monospace,monospace;font-size:.95em;overflow-wrap:anywhere}
    blockquote{margin:.25rem 0;padding-left:.75rem;border-left:3px solid var(--line);\
    color:var(--grey)}
    .picture{margin:0 0 2rem}figcaption{font-weight:700;font-size:1.1rem;margin-bottom:.25rem}
    .picture svg{max-width:100%;min-width:36rem;height:auto}
    svg text{font-size:13px;fill:var(--ink)}svg .end{text-anchor:end}svg .middle{text-anchor:middle}
    svg .axis{stroke:var(--ink)}svg .mean{stroke:var(--grey);stroke-width:2}
    svg .limit,svg .warning{stroke:var(--grey);stroke-dasharray:6 4;fill:none}
    svg .warning{stroke-dasharray:2 4}svg .mark{stroke:var(--amber);stroke-width:2}
    svg text.mark{stroke:none}svg .target{stroke:var(--red);stroke-width:3}
    svg .series{stroke:var(--blue);stroke-width:2;fill:none}svg .point{fill:var(--blue)}
    svg .signal{fill:var(--red)}svg .bar{fill:var(--blue)}svg .met{fill:var(--green)}
    svg .band{fill:var(--pale);stroke:var(--line)}svg .shade1{fill:#cfe1f2}svg .shade2{fill:#9cc3e6}
    svg .shade3{fill:#2f74b5}svg .shade4{fill:#0b3d70}svg text.strong{fill:#fff;font-weight:700}
    .tabs{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0}
    .tabs [aria-current]{font-weight:700;color:var(--ink);text-decoration:none}
    details{margin:0 0 1rem}summary{cursor:pointer;color:var(--blue);text-decoration:underline}
    .footer{background:var(--pale);border-top:4px solid var(--blue);padding:1rem 0;\
    color:var(--grey)}
    .print-only{display:none}
    .hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    @media(max-width:40rem){dl.summary{grid-template-columns:1fr}\
    dl.summary dt{border-bottom:0;padding-bottom:0}h1{font-size:1.6rem}\
    .nav a{padding:.35rem 0}.nav ul{gap:0 1rem}.lead{font-size:1.05rem}\
    td,th{padding-right:.5rem}td .tag{white-space:normal}\
    .account{margin-left:0}}
    @media print{.nav,.account,.button,form,form.inline,.skip,.screen,.tabs,\
    details:has(form),details:not([open]){display:none}.scroll{overflow:visible}\
    tr,figure,.candidate,.callout,.figures li{break-inside:avoid}h2,h3{break-after:avoid}\
    .header{background:none;color:#000}.logo{color:#000}.print-only{display:block}body{font-size:11pt}}
    """

  /// What a browser shows beside the title: a clock.
  static let icon = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" \
    fill="#005eb8"/><circle cx="16" cy="16" r="10" fill="none" stroke="#fff" stroke-width="3"/>\
    <path d="M16 10v6l4 3" fill="none" stroke="#fff" stroke-width="3"/></svg>
    """
}
