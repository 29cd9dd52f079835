const only = (from, allowed) => ({
  name: `${from}-imports`,
  comment: `packages/${from} may import ${allowed.length ? allowed.join(', ') : 'no package'} only (docs/architecture.md)`,
  severity: 'error',
  from: { path: `^packages/${from}/src`, pathNot: '\\.(test|fixture)\\.ts$' },
  to: { path: '^packages/([^/]+)/src', pathNot: `^packages/(${[from, ...allowed].join('|')})/src` },
});

const TESTS = '\\.(test|fixture)\\.tsx?$';

/** Floors of apps/api, lowest first: a file imports from its own floor and from lower ones (docs/architecture.md). */
const API_FLOORS = ['paging', 'data', '(access|limits|errors)', 'nouns', 'schema', 'server'];

const floorRules = API_FLOORS.slice(0, -1).map((floor, place) => ({
  name: `api-${floor.replace(/\W+/g, '-').replace(/^-|-$/g, '')}-imports-downwards`,
  comment: `apps/api/src/${floor} may not import ${API_FLOORS.slice(place + 1).join(', ')} (docs/architecture.md)`,
  severity: 'error',
  from: { path: `^apps/api/src/${floor}/`, pathNot: TESTS },
  to: { path: `^apps/api/src/(${API_FLOORS.slice(place + 1).join('|')}|testing)/` },
}));

/** Nouns of apps/api, lowest first: a noun imports those that its rows refer to, and has the fields that list its rows on other types. */
const API_NOUNS = [
  'vocabulary',
  'api-token',
  'published-result',
  'release',
  'calibration-set',
  'benchmark',
  'model-family',
  'model',
  'model-revision',
  'layer',
  'study',
  'job',
  'worker',
  'result-import',
  'score-run',
  'layer-score',
  'pruning',
  'evaluation',
  'efficiency',
  'aggregate',
  'agreement',
  'category-average',
  'comparison',
  'model-registration',
  'quantization',
  'result-export',
  'strategy-comparison',
  'leaderboard',
  'retention-comparison',
  'submission',
];

const nounRules = API_NOUNS.slice(0, -1).map((noun, place) => ({
  name: `api-${noun}-imports-lower-nouns`,
  comment: `apps/api/src/nouns/${noun} may import the nouns before it in API_NOUNS only`,
  severity: 'error',
  from: { path: `^apps/api/src/nouns/${noun}/`, pathNot: TESTS },
  to: { path: `^apps/api/src/nouns/(${API_NOUNS.slice(place + 1).join('|')})/` },
}));

/** Direction of imports: errors ← onnx ← checkpoints, surgery ← engine; errors ← metrics ← strategies; errors ← benchmarks ← datasets, engine; errors ← plans ← surgery, strategies, engine; errors ← jobs, database. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...floorRules,
    ...nounRules,
    {
      name: 'api-nouns-have-a-place',
      comment: 'A noun that no order names could import any other: name it in API_NOUNS',
      severity: 'error',
      from: { path: '^apps/api/src/nouns/', pathNot: `^apps/api/src/nouns/(${API_NOUNS.join('|')})/` },
      to: {},
    },
    { name: 'packages-never-import-apps', severity: 'error', from: { path: '^packages/' }, to: { path: '^apps/' } },
    { name: 'apps-are-islands', severity: 'error', from: { path: '^apps/([^/]+)/' }, to: { path: '^apps/', pathNot: '^apps/$1/' } },
    {
      name: 'only-engine-runs-models',
      severity: 'error',
      from: { pathNot: ['^packages/engine/', '\\.test\\.ts$', '^packages/test-utils/'] },
      to: { path: 'onnxruntime' },
    },
    {
      name: 'pure-packages-do-no-io',
      severity: 'error',
      from: { path: '^packages/(errors|onnx|checkpoints|surgery|metrics|strategies|benchmarks|plans)/src', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    only('errors', []),
    only('onnx', ['errors']),
    only('checkpoints', ['errors', 'onnx']),
    only('surgery', ['errors', 'onnx', 'plans']),
    only('metrics', ['errors']),
    only('strategies', ['errors', 'metrics', 'plans']),
    only('benchmarks', ['errors', 'metrics']),
    only('hub', ['errors']),
    only('datasets', ['errors', 'benchmarks', 'hub']),
    only('engine', ['errors', 'onnx', 'checkpoints', 'surgery', 'metrics', 'benchmarks', 'hub', 'plans']),
    only('plans', ['errors']),
    only('jobs', ['errors']),
    only('database', ['errors']),
    only('telemetry', []),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The parser below reads no JSX: .dependency-cruiser.jsx.cjs is for files that hold some.
    exclude: { path: '(^|/)(node_modules|generated|\\.next)/|\\.tsx$' },
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
};
