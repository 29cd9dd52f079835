/** Shown when the page opens: a query that every installation can answer. */
const FIRST_QUERY = `query FirstModels {
  models(first: 5) {
    totalCount
    nodes {
      slug
      blockCount
      parameterCount
      layerScores(first: 3, filter: { metrics: [BLOCK_INFLUENCE] }, orderBy: { field: MEAN }) {
        nodes { layerIndex mean standardError }
      }
    }
  }
}`;

const STYLE = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { margin: 0 auto; max-width: 1400px; padding: 1rem; }
  h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
  main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); }
  label { display: block; font-weight: 600; margin: .5rem 0 .25rem; }
  textarea, pre { box-sizing: border-box; width: 100%; font: 13px/1.5 ui-monospace, monospace; padding: .5rem; border: 1px solid GrayText; border-radius: 4px; margin: 0; }
  #query { height: 50vh; } #variables { height: 8rem; } pre { height: calc(50vh + 11rem); overflow: auto; }
  button { font: inherit; padding: .35rem 1rem; margin-top: .75rem; }`;

const SCRIPT = `
  const field = (id) => document.getElementById(id);
  async function run() {
    const result = field('result');
    result.textContent = 'Running …';
    try {
      const variables = field('variables').value.trim();
      const body = JSON.stringify({ query: field('query').value, variables: variables ? JSON.parse(variables) : {} });
      const response = await fetch(location.pathname, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      result.textContent = JSON.stringify(await response.json(), null, 2);
    } catch (error) {
      result.textContent = String(error);
    }
  }
  field('run').addEventListener('click', run);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
  });`;

/** A plain console for browsers that open /graphql: everything is inside, nothing is loaded from elsewhere. */
export function renderConsolePage(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lamina GraphQL</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<h1>Lamina GraphQL</h1>
<p>Reads need no key. Ctrl+Enter runs the query. Any GraphQL client can load the schema from this address.</p>
<main>
<section>
<label for="query">Query</label><textarea id="query" spellcheck="false">${FIRST_QUERY}</textarea>
<label for="variables">Variables (JSON)</label><textarea id="variables" spellcheck="false"></textarea>
<button id="run" type="button">Run</button>
</section>
<section><label id="result-label">Result</label><pre id="result" role="status" aria-labelledby="result-label" tabindex="0"></pre></section>
</main>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`;
}
