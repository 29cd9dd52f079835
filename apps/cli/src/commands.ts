import type { Command } from 'commander';

/** The summary of a command, and the module that makes it. Each loads only what it needs; for example, inspect loads no database client. */
type CommandEntry = readonly [description: string, load: () => Promise<{ createCommand(): Command }>];

/** All commands, in the order of the help. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  answer: [
    'say what may go from a model, what that costs and what it saves, and write the smaller model',
    () => import('./commands/answer.ts'),
  ],
  findings: [
    'answer eight questions about the recorded models: layers, bits or words, which units cost least, what searches and repairs gain, how texts differ, where bits matter',
    () => import('./commands/findings.ts'),
  ],
  inspect: ['describe a model and its blocks, read from the graph', () => import('./commands/inspect.ts')],
  score: ['measure every block: block influence, relative magnitude, norms, cosines and losses', () => import('./commands/score.ts')],
  predict: [
    'predict from a configuration alone which blocks tolerate rounding, with the error of such predictions',
    () => import('./commands/predict.ts'),
  ],
  'compare-runs': ['compare two runs of lm-evaluation-harness document by document', () => import('./commands/compare-runs.ts')],
  tokenize: ["show the token ids that a model's own tokenizer gives for texts", () => import('./commands/tokenize.ts')],
  strategies: ['show what every strategy would remove, side by side', () => import('./commands/strategies.ts')],
  'compare-models': [
    'measure how much a changed model, or another one, differs from a model on a text: divergence, acceptance, agreement and loss',
    () => import('./commands/compare-models.ts'),
  ],
  evaluate: [
    'measure a model, whole or without some of its blocks, on benchmarks as lm-evaluation-harness does, or its speed',
    () => import('./commands/evaluate.ts'),
  ],
  prune: ['write the model without some of its blocks', () => import('./commands/prune.ts')],
  vocabulary: [
    'show what a model with fewer tokens would keep, save and lose, before anything is written',
    () => import('./commands/vocabulary.ts'),
  ],
  export: ['write a model as ONNX with a key/value cache', () => import('./commands/export.ts')],
  verify: ['compare a pruned model with its parent again, logit by logit', () => import('./commands/verify.ts')],
  quantize: ['write the model with its weights in fewer bits; before or after pruning', () => import('./commands/quantize.ts')],
  round: [
    'measure where bits matter: how much the model diverges if one attention, MLP, embedding or head is rounded to a type',
    () => import('./commands/round.ts'),
  ],
  allocate: [
    'choose one option for each unit, such as a type, with the least sum of divergences within a budget of bytes',
    () => import('./commands/allocate.ts'),
  ],
  plan: ['print a removal in the format of another tool', () => import('./commands/plan.ts')],
  study: [
    'a whole study: score models, remove blocks by every strategy, evaluate the results against the whole model and a random control',
    () => import('./commands/study.ts'),
  ],
  import: ['bring what a team measured and shared to a platform, checked, and verified on a sample', () => import('./commands/import.ts')],
  release: [
    'freeze what a platform measured as a citable data set: Parquet, data sheet, Croissant, citation',
    () => import('./commands/release.ts'),
  ],
  mcp: [
    'let agents and editors ask a running platform, by the Model Context Protocol on stdin and stdout',
    () => import('./commands/mcp.ts'),
  ],
  serve: ['run the whole platform on this machine: database, API, worker and page', () => import('./commands/serve.ts')],
  worker: [
    'take jobs from the database in DATABASE_URL until stopped; any number of workers may share one database',
    () => import('./commands/worker.ts'),
  ],
  cache: ['show what commands keep on this machine to be faster, or empty it', () => import('./commands/cache.ts')],
  pull: [
    'download one variant of a model from the hub; continues after an interruption, checks size and SHA-256',
    () => import('./commands/pull.ts'),
  ],
};
