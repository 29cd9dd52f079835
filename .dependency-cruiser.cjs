const only = (from, allowed) => ({
  name: `${from}-imports`,
  comment: `packages/${from} may import ${allowed.length ? allowed.join(', ') : 'no package'} only (docs/architecture.md)`,
  severity: 'error',
  from: { path: `^packages/${from}/src`, pathNot: '\\.(test|fixture)\\.ts$' },
  to: { path: '^packages/([^/]+)/src', pathNot: `^packages/(${[from, ...allowed].join('|')})/src` },
});

const TESTS = '\\.(test|fixture)\\.tsx?$';

/** A rule for each room of a folder but the highest: a file imports from its own room and from those before it. */
const downwards = ({ folder, rooms, name, above = [] }) =>
  rooms.slice(0, -1).map((room, place) => ({
    name: `${name}-${room.replace(/\W+/g, '-').replace(/^-|-$/g, '')}-imports-downwards`,
    comment: `${folder}/${room} may not import ${rooms.slice(place + 1).join(', ')} (docs/architecture.md)`,
    severity: 'error',
    from: { path: `^${folder}/${room}/`, pathNot: TESTS },
    to: { path: `^${folder}/(${[...rooms.slice(place + 1), ...above].join('|')})/` },
  }));

/** Refuses a file at one level with the rooms, and a folder that the order does not name: it could import anything. */
const inRooms = ({ folder, rooms, name }) => ({
  name: `${name}-rooms-have-a-place`,
  comment: `Put the file into a room of ${folder}, or name its folder in the order of rooms`,
  severity: 'error',
  from: { path: `^${folder}/`, pathNot: `^${folder}/((${rooms.join('|')})/|index\\.ts$)` },
  to: {},
});

/** Floors of apps/api, lowest first: a file imports from its own floor and from lower ones (docs/architecture.md). */
const API_FLOORS = {
  name: 'api',
  folder: 'apps/api/src',
  rooms: ['paging', 'data', '(access|limits|errors)', 'nouns', 'schema', 'server'],
  above: ['testing'],
};

/** Rooms of packages, lowest first. */
const PACKAGE_ROOMS = [
  {
    name: 'metrics',
    folder: 'packages/metrics/src',
    rooms: [
      'names',
      'random',
      'statistics',
      'ranking',
      'series',
      'agreement',
      'measures',
      'prediction',
      'profiles',
      'linear-algebra',
      'repairs',
    ],
  },
  { name: 'hub', folder: 'packages/hub/src', rooms: ['repo', 'client', 'cache', 'download', 'pull', 'packages'] },
  {
    name: 'benchmarks',
    folder: 'packages/benchmarks/src',
    rooms: [
      'python',
      'filters',
      'task',
      'requests',
      'template',
      'definition',
      'metrics',
      'evaluation',
      'text-loss',
      'answer',
      'comparison',
      'leaderboard',
      'harness-format',
      'yaml',
      'tasks',
    ],
  },
  {
    name: 'surgery',
    folder: 'packages/surgery/src',
    rooms: ['graph', 'plain', 'run', 'pack', 'quantize', 'find', 'change', 'split', 'expose', 'repair'],
  },
  {
    name: 'database',
    folder: 'packages/database/src',
    rooms: [
      'connection',
      'rows',
      'embedded',
      'migrations',
      'access',
      'workers',
      'jobs',
      'models',
      'scores',
      'layers',
      'prunings',
      'evaluations',
      'studies',
      'imports',
      'releases',
      'recordings',
    ],
  },
  { name: 'uploads', folder: 'packages/uploads/src', rooms: ['formats', 'results', 'models'] },
  // A search repairs each step, a score searches, and a written model is certified before its folder appears: so these come later.
  {
    name: 'engine',
    folder: 'packages/engine/src',
    rooms: ['vocabulary', 'session', 'inspect', 'resident', 'repair', 'search', 'score', 'certify', 'write', 'evaluate', 'speed', 'answer'],
  },
  {
    name: 'models',
    folder: 'packages/models/src',
    rooms: ['progress', 'text', 'files', 'weights', 'locate', 'open', 'rounding', 'tokenizer', 'facts'],
  },
];

/** Rooms of apps/scorer, lowest first. */
const SCORER_ROOMS = {
  name: 'scorer',
  folder: 'apps/scorer/src',
  rooms: ['context', 'inference', 'material', 'work', 'prunings', 'handlers', 'worker'],
  above: ['testing'],
};

/** Nouns of apps/api, lowest first: a noun imports those that its rows refer to, and has the fields that list its rows on other types. */
const API_NOUNS = [
  'vocabulary',
  'api-token',
  'audit-entry',
  'published-result',
  'release',
  'recording',
  'calibration-set',
  'benchmark',
  'model-family',
  'model',
  'published-layer',
  'contribution',
  'layer-strip',
  'prediction',
  'model-revision',
  'layer',
  'study',
  'job',
  'worker',
  'job-outlook',
  'result-import',
  'score-run',
  'layer-score',
  'pruning',
  'evaluation',
  'aggregate',
  'category-average',
  'comparison',
  'model-registration',
  'model-change',
  'answer',
  'result-export',
  'strategy-comparison',
  'text-evaluation',
  'rounding',
  'finding',
  'leaderboard',
  'submission',
];

/** Direction of imports: errors ← onnx ← checkpoints, surgery ← models ← engine; errors ← metrics ← strategies, benchmarks; benchmarks ← datasets, models, database; errors ← plans ← checkpoints, surgery, strategies, engine, benchmarks, jobs. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...downwards(API_FLOORS),
    ...downwards(SCORER_ROOMS),
    ...downwards({ name: 'api-noun', folder: 'apps/api/src/nouns', rooms: API_NOUNS }),
    ...PACKAGE_ROOMS.flatMap(downwards),
    ...PACKAGE_ROOMS.map(inRooms),
    {
      name: 'api-nouns-have-a-place',
      comment: 'A noun that no order names could import any other: name it in API_NOUNS',
      severity: 'error',
      from: { path: '^apps/api/src/nouns/', pathNot: `^apps/api/src/nouns/(${API_NOUNS.join('|')})/` },
      to: {},
    },
    { name: 'packages-never-import-apps', severity: 'error', from: { path: '^packages/' }, to: { path: '^apps/' } },
    {
      name: 'apps-are-islands',
      comment: 'Only apps/platform knows other apps: it starts them, and checks their environment',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/platform/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
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
    only('checkpoints', ['errors', 'onnx', 'plans']),
    only('surgery', ['errors', 'onnx', 'plans']),
    only('metrics', ['errors']),
    only('strategies', ['errors', 'metrics', 'plans']),
    only('benchmarks', ['errors', 'metrics', 'plans', 'strategies']),
    only('hub', ['errors']),
    only('datasets', ['errors', 'metrics', 'benchmarks', 'hub']),
    only('models', ['errors', 'onnx', 'checkpoints', 'surgery', 'benchmarks', 'hub', 'plans']),
    only('engine', ['errors', 'onnx', 'checkpoints', 'surgery', 'metrics', 'benchmarks', 'hub', 'plans', 'strategies', 'models']),
    only('plans', ['errors']),
    only('mcp', ['errors']),
    only('jobs', ['errors', 'metrics', 'plans', 'benchmarks', 'strategies']),
    only('uploads', ['errors', 'metrics', 'benchmarks', 'hub']),
    only('database', ['errors', 'metrics', 'plans', 'strategies', 'benchmarks', 'uploads']),
    only('model-store', ['errors']),
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
