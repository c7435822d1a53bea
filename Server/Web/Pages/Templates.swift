/// The pages' templates by name. Each stands in a file with what it shows.
enum Templates {
  static let all: [String: String] = [
    "access": access, "audit": audit, "audits": audits, "board": board, "conflicts": conflicts,
    "denominators": denominators,
    "coverage-note": coverageNote, "devices": devices, "duplicates": duplicates,
    "employer": employer,
    "incident": incident, "incidents": incidents, "layout": layout, "messages": messages,
    "people": people,
    "picture": picture,
    "problem": problem, "procedures": procedures, "quarantine": quarantine,
    "refusal": refusal, "report": report, "search": search, "settle": settle,
    "sign-in": signIn, "sites": sites, "theme": theme, "themes": themes, "trends": trends,
    "unsent": unsent,
  ]

  static let layout = """
    <!DOCTYPE html>
    <html lang="en-GB">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{{title}} - Candour</title>
    <link rel="stylesheet" href="\(Asset.stylesheet.path)">
    <link rel="icon" href="\(Asset.icon.path)" type="image/svg+xml">
    </head>
    <body>
    <a class="skip" href="#main">Skip to main content</a>
    <header class="header"><div class="width">
    <a class="logo" href="/">Candour</a> <span class="trust">{{trust}}</span>
    {{#isSignedIn}}<div class="account"><span>{{email}} ({{role}})</span>
    <form method="post" action="/sign-out"><input type="hidden" name="form-token" \
    value="{{formToken}}"><button class="plain">Sign out</button></form></div>{{/isSignedIn}}
    </div></header>
    {{#isSignedIn}}<nav class="nav" aria-label="Sections"><div class="width"><ul>
    {{#navigation}}<li><a href="{{href}}"{{#isCurrent}} aria-current="page"{{/isCurrent}}>\
    {{text}}</a></li>{{/navigation}}
    </ul></div></nav>{{/isSignedIn}}
    <main id="main" class="width" tabindex="-1">
    {{$main}}{{/main}}
    </main>
    <footer class="footer"><div class="width"><p>Candour for {{trust}}. Records hold no names of \
    patients.</p><p class="print-only">Uncontrolled if printed.</p></div></footer>
    </body>
    </html>
    """

  static let problem = """
    {{<layout}}{{$main}}{{#content}}
    <h1>{{heading}}</h1>
    <p>{{detail}}</p>
    {{#needsSignIn}}<p><a href="/sign-in">Sign in</a> as somebody who may, or go \
    <a href="/">back to the start</a>.</p>{{/needsSignIn}}
    {{^needsSignIn}}<p><a href="/">Back to the start</a></p>{{/needsSignIn}}
    {{/content}}{{/main}}{{/layout}}
    """

  static let signIn = """
    {{<layout}}{{$main}}{{#content}}
    {{#failure}}<div class="errors" role="alert" tabindex="-1"><h2>There is a problem</h2>
    <p><a href="#email">{{failure}}</a></p></div>{{/failure}}
    <h1>Sign in</h1>
    {{#unsent}}<div class="callout warning"><p>Your session has ended, and nothing was written. What you \
    entered is kept on this page: sign in, and then send it.</p></div>{{/unsent}}
    <form method="post" action="/sign-in" novalidate>
    {{#unsent}}<input type="hidden" name="unsent" value="{{.}}">{{/unsent}}
    <input type="hidden" name="form-token" value="{{token}}">
    <div class="field"><label for="email">E-mail address</label>
    <input id="email" name="email" type="email" autocomplete="username" value="{{email}}" \
    required></div>
    <div class="field"><label for="password">Password</label>
    <input id="password" name="password" type="password" autocomplete="current-password" \
    required></div>
    <button class="button">Sign in</button>
    </form>
    {{/content}}{{/main}}{{/layout}}
    """
}
