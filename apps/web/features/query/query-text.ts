import type { QuerySource } from './query-source.ts';

/** The request for a POSIX shell. */
export function toCurl({ document, variables }: QuerySource, apiUrl: string): string {
  const body = JSON.stringify({ query: document, variables });
  return `curl ${quote(apiUrl)} \\\n  --header 'content-type: application/json' \\\n  --data ${quote(body)}\n`;
}

/** Inside single quotes, only the closing quote is special to a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The request with only Python's standard library, so that it runs in any notebook. */
export function toPython({ document, variables }: QuerySource, apiUrl: string): string {
  return `import json
from urllib.request import Request, urlopen

QUERY = """
${document.replaceAll('\\', '\\\\').replaceAll('"""', '\\"\\"\\"')}
"""
variables = json.loads(${toLiteral(JSON.stringify(variables))})

body = json.dumps({"query": QUERY, "variables": variables}).encode()
request = Request(${toLiteral(apiUrl)}, body, {"content-type": "application/json"})
with urlopen(request) as reply:
    answer = json.load(reply)
if "errors" in answer:
    raise RuntimeError(answer["errors"])
data = answer["data"]
`;
}

/** JSON's string escapes are also valid in Python. */
function toLiteral(text: string): string {
  return JSON.stringify(text);
}
