import type { Command } from 'commander';

/** A command as listed by `lamina --help`; the rest is loaded when the command is used. */
export interface CommandEntry {
  readonly name: string;
  readonly description: string;
  load(): Promise<Command>;
}

/** All commands, in the order of the help. Each loads only what it needs; for example, inspect loads no database client. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'answer',
    description: 'say what may go from a model, what that costs and what it saves, and write the smaller model',
    load: async () => (await import('./commands/answer.ts')).answerCommand(),
  },
  {
    name: 'inspect',
    description: 'describe a model and its blocks, read from the graph',
    load: async () => (await import('./commands/inspect.ts')).inspectCommand(),
  },
  {
    name: 'score',
    description: 'measure every block: block influence, relative magnitude, norms, cosines and losses',
    load: async () => (await import('./commands/score.ts')).scoreCommand(),
  },
  {
    name: 'predict',
    description: 'predict from a configuration alone which blocks tolerate rounding, with the error of such predictions',
    load: async () => (await import('./commands/predict.ts')).predictCommand(),
  },
  {
    name: 'compare-runs',
    description: 'compare two runs of lm-evaluation-harness document by document',
    load: async () => (await import('./commands/compare-runs.ts')).compareRunsCommand(),
  },
  {
    name: 'tokenize',
    description: "show the token ids that a model's own tokenizer gives for texts",
    load: async () => (await import('./commands/tokenize.ts')).tokenizeCommand(),
  },
  {
    name: 'strategies',
    description: 'show what every strategy would remove, side by side',
    load: async () => (await import('./commands/strategies.ts')).strategiesCommand(),
  },
  {
    name: 'compare-models',
    description:
      'measure how much a changed model, or another one, differs from a model on a text: divergence, acceptance, agreement and loss',
    load: async () => (await import('./commands/compare-models.ts')).compareModelsCommand(),
  },
  {
    name: 'evaluate',
    description: 'measure a model, whole or without some of its blocks, on benchmarks as lm-evaluation-harness does, or its speed',
    load: async () => (await import('./commands/evaluate.ts')).evaluateCommand(),
  },
  {
    name: 'prune',
    description: 'write the model without some of its blocks',
    load: async () => (await import('./commands/prune.ts')).pruneCommand(),
  },
  {
    name: 'export',
    description: 'write a model as ONNX with a key/value cache',
    load: async () => (await import('./commands/export.ts')).exportCommand(),
  },
  {
    name: 'verify',
    description: 'compare a pruned model with its parent again, logit by logit',
    load: async () => (await import('./commands/verify.ts')).verifyCommand(),
  },
  {
    name: 'quantize',
    description: 'write the model with its weights in fewer bits; before or after pruning',
    load: async () => (await import('./commands/quantize.ts')).quantizeCommand(),
  },
  {
    name: 'plan',
    description: 'print a removal in the format of another tool',
    load: async () => (await import('./commands/plan.ts')).planCommand(),
  },
  {
    name: 'study',
    description:
      'a whole study: score models, remove blocks by every strategy, evaluate the results against the whole model and a random control',
    load: async () => (await import('./commands/study.ts')).studyCommand(),
  },
  {
    name: 'mcp',
    description: 'let agents and editors ask a running platform, by the Model Context Protocol on stdin and stdout',
    load: async () => (await import('./commands/mcp.ts')).mcpCommand(),
  },
  {
    name: 'serve',
    description: 'run the whole platform on this machine: database, API, worker and page',
    load: async () => (await import('./commands/serve.ts')).serveCommand(),
  },
  {
    name: 'worker',
    description: 'take jobs from the database in DATABASE_URL until stopped; any number of workers may share one database',
    load: async () => (await import('./commands/worker.ts')).workerCommand(),
  },
  {
    name: 'pull',
    description: 'download one variant of a model from the hub; continues after an interruption, checks size and SHA-256',
    load: async () => (await import('./commands/pull.ts')).pullCommand(),
  },
];
