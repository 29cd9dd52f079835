const only = (from, allowed) => ({
  name: `${from}-imports`,
  comment: `packages/${from} may import ${allowed.length ? allowed.join(', ') : 'no package'} only (docs/architecture.md)`,
  severity: 'error',
  from: { path: `^packages/${from}/src`, pathNot: '\\.(test|fixture)\\.ts$' },
  to: { path: '^packages/([^/]+)/src', pathNot: `^packages/(${[from, ...allowed].join('|')})/src` },
});

/** Direction of imports: errors ← onnx ← checkpoints, surgery ← engine; errors ← metrics ← strategies; errors ← benchmarks ← datasets, engine; errors ← plans ← engine; errors ← jobs, database. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
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
    only('surgery', ['errors', 'onnx']),
    only('metrics', ['errors']),
    only('strategies', ['errors', 'metrics']),
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
    exclude: { path: '(^|/)(node_modules|generated|\\.next)/|\\.tsx$' },
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
};
