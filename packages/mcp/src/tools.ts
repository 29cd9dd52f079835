import { AppError } from '@lamina/errors';
import { z } from 'zod';
import { MCP_OPERATIONS } from './operations.ts';

/** Sends one operation to the API. @throws AppError with the API's code and message */
export type Execute = (query: string, variables: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** A tool: what it takes, what it answers, and how it asks the API. */
export interface Tool<Input extends z.ZodRawShape, Output extends z.ZodRawShape> {
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  /** The structured result; `summary` is also its text. */
  readonly output: Output;
  readonly isWrite: boolean;
  readonly run: (execute: Execute, input: z.output<z.ZodObject<Input>>) => Promise<z.input<z.ZodObject<Output>>>;
}

const MODEL = z.string().describe('Short name of the model on the platform, as find_model gives it.');
const LAYERS = z.array(z.number().int()).describe('Indices of layers, 0-based.');
const NUMBER = z.number().nullable();
const SOURCE = z.object({ title: z.string(), credit: z.string(), url: z.string().nullable() });
const CHANGE = z.object({
  removed: LAYERS,
  removedAttention: LAYERS,
  removedMlp: LAYERS,
  repair: z.string().nullable(),
  precision: z.string().nullable(),
  keepVocabulary: z.string().nullable(),
});

/** Every result has these beside its numbers. */
const COMMON = {
  summary: z.string().describe('The result in words. Quote it rather than deriving another.'),
  sources: z.array(z.string()).describe('Where the numbers come from; show them with the numbers.'),
  limits: z.array(z.string()).describe('The limits of these numbers.'),
};
const MEASURED = 'Measured by this Lamina platform.';

const FOUND = {
  measured: z.array(z.object({ slug: z.string(), name: z.string(), blockCount: z.number(), parameterCount: z.number() })),
  published: z.array(
    z.object({
      slug: z.string(),
      name: z.string(),
      hubId: z.string().nullable(),
      aliases: z.array(z.string()),
      blockCount: z.number(),
      generation: z.string().nullable(),
    }),
  ),
};
const findModel = define({
  title: 'Find a model',
  description: 'Finds models that were measured here, and models of which others published numbers of layers.',
  input: { search: z.string().min(1).describe('Words of the name, as "smollm2" or "qwen3.5 9b".') },
  output: { ...COMMON, ...FOUND },
  isWrite: false,
  run: async (execute, { search }) => {
    // Names on the hub have no spaces, and a search looks for every word.
    const words = search.replaceAll('/', ' ');
    const { models, publishedModels } = z
      .object({ models: z.object({ nodes: FOUND.measured }), publishedModels: z.object({ nodes: FOUND.published }) })
      .parse(await execute(MCP_OPERATIONS.findModel, { search: words }));
    return {
      summary: `Measured here: ${list(models.nodes.map(({ slug }) => slug))}. Published by others: ${list(publishedModels.nodes.map(({ slug }) => slug))}.`,
      sources: [MEASURED],
      limits: ['At most 20 models of each kind.', 'Base and instruct models are different models.'],
      measured: models.nodes,
      published: publishedModels.nodes,
    };
  },
});

const ANSWER = {
  verdict: z.enum(['WITHIN', 'NONE_WITHIN']),
  change: CHANGE.nullable(),
  caveat: z.string().nullable(),
  textLosses: z.array(z.object({ text: z.string(), source: z.string(), loss: z.number(), low: NUMBER, high: NUMBER, judges: z.boolean() })),
  taskLosses: z.array(z.object({ task: z.string(), loss: z.number(), low: NUMBER, high: NUMBER, detectableLoss: NUMBER })),
  saved: z
    .object({
      bytesBefore: NUMBER,
      bytesAfter: NUMBER,
      cacheBytesPerTokenBefore: NUMBER,
      cacheBytesPerTokenAfter: NUMBER,
      parametersBefore: z.number(),
      parametersAfter: z.number(),
    })
    .nullable(),
  cheapest: z.object({ textLoss: z.number(), verdict: z.string(), change: CHANGE }).nullable(),
  command: z.string().nullable(),
  removableAt: NUMBER.describe('Share of the asked quantity that is shown to be removable.'),
  largestTried: NUMBER.describe('Largest share that was measured and is not ruled out.'),
  openBeyond: z.boolean().nullable().describe('Whether no larger removal was measured.'),
};
const answer = define({
  title: 'What may go from a model?',
  description: 'Says what may be removed from a measured model, what that costs and what it saves, at a largest accepted loss.',
  input: {
    model: MODEL,
    lose: z.number().gt(0).max(1).default(0.05).describe('Largest accepted loss, as a share: 0.1 = 10 % more perplexity.'),
    save: z.enum(['bytes', 'cache', 'speed', 'parameters']).default('bytes').describe('The quantity to save.'),
  },
  output: { ...COMMON, ...ANSWER },
  isWrite: false,
  run: async (execute, { model, lose, save }) => {
    const reply = z
      .object({
        model: z
          .object({
            answer: z.object({ ...ANSWER, sentence: z.string(), benchmarksLeftOut: z.array(z.string()) }),
          })
          .nullable(),
      })
      .parse(await execute(MCP_OPERATIONS.answer, { model, lose, save: save.toUpperCase() }));
    if (reply.model === null) throw unknownModel(model);
    const { sentence, benchmarksLeftOut, ...facts } = reply.model.answer;
    return {
      ...facts,
      summary: [sentence, facts.caveat, facts.command && `Command: ${facts.command}`].filter((part) => part !== null).join(' '),
      sources: [MEASURED],
      limits: [
        'The loss is that of the texts and benchmarks that are named; a text judges only what no text of its source chose or repaired.',
        ...(benchmarksLeftOut.length > 0 ? [`Benchmarks that cannot show a loss of this model: ${benchmarksLeftOut.join(', ')}.`] : []),
      ],
    };
  },
});

const LAYER = {
  blockCount: z.number(),
  measured: z.array(
    z.object({
      metricDefinition: z.string(),
      mean: NUMBER,
      standardError: NUMBER,
      rank: NUMBER.describe('1 = lowest = most redundant.'),
      rankInterval: z.object({ low: z.number(), high: z.number() }).nullable(),
      count: z.number(),
      scoreRun: z.object({ calibration: z.object({ calibrationSet: z.object({ slug: z.string() }) }) }),
    }),
  ),
  published: z.array(
    z.object({
      unit: z.string(),
      operation: z.string(),
      value: NUMBER,
      unitOfValue: z.string(),
      layerKind: z.string().nullable(),
      flag: z.string().nullable(),
      source: SOURCE,
    }),
  ),
};
const explainLayer = define({
  title: 'Explain a layer',
  description: 'The facts of one layer of a model: its measured scores with rank and interval, and what others published of it.',
  input: { model: MODEL, layer: z.number().int().min(0).describe('Index of the layer, 0-based.') },
  output: { ...COMMON, ...LAYER },
  isWrite: false,
  run: async (execute, { model, layer }) => {
    const reply = z
      .object({
        model: z.object({ blockCount: z.number() }).nullable(),
        publishedModel: z.object({ blockCount: z.number() }).nullable(),
        layerScores: z.object({ nodes: LAYER.measured }),
        publishedLayerScores: z.object({ nodes: LAYER.published }),
      })
      .parse(await execute(MCP_OPERATIONS.explainLayer, { model, layer }));
    const found = reply.model ?? reply.publishedModel;
    if (found === null) throw unknownModel(model);
    if (layer >= found.blockCount)
      throw new AppError('BAD_USER_INPUT', `${model} has ${found.blockCount} layers, so the last one is ${found.blockCount - 1}.`);
    const [measured, published] = [reply.layerScores.nodes, reply.publishedLayerScores.nodes];
    const ranks = measured.flatMap(({ metricDefinition, rank }) => (rank === null ? [] : [`${metricDefinition} rank ${rank}`]));
    return {
      summary: `Layer ${layer} of the ${found.blockCount} of ${model}: ${ranks.length > 0 ? `${ranks.join(', ')} (1 = most redundant)` : 'not measured here'}; ${published.length} published values.`,
      sources: [...(measured.length > 0 ? [MEASURED] : []), ...credits(published.map(({ source }) => source))],
      limits: [ONE_LAYER, OPERATIONS_DIFFER],
      blockCount: found.blockCount,
      measured,
      published,
    };
  },
});

const COMPARISON = {
  agreements: z.array(
    z.object({
      first: z.string(),
      second: z.string(),
      alignment: z.string(),
      pointCount: z.number(),
      spearman: NUMBER,
      kendallTauB: NUMBER,
    }),
  ),
  models: z.array(
    z.object({
      model: z.object({ slug: z.string() }),
      points: z.array(z.object({ layerIndex: z.number(), relativeDepth: z.number(), mean: NUMBER })),
    }),
  ),
};
const compare = define({
  title: 'Compare models',
  description: 'Compares measured models by one measure of their layers, aligned by relative depth, with the agreement of each pair.',
  input: {
    models: z.array(MODEL).min(2).max(10),
    metric: z.string().default('BLOCK_INFLUENCE').describe('Measure, as BLOCK_INFLUENCE or RELATIVE_MAGNITUDE.'),
  },
  output: { ...COMMON, ...COMPARISON },
  isWrite: false,
  run: async (execute, { models: slugs, metric }) => {
    const reply = z
      .object({
        compareModels: z.object({ lane: z.string().nullable(), agreements: COMPARISON.agreements, models: COMPARISON.models }),
      })
      .parse(await execute(MCP_OPERATIONS.compare, { slugs, metric }));
    const { lane, agreements, models } = reply.compareModels;
    return {
      summary: agreements.map(({ first, second, spearman }) => `${first} and ${second}: rank correlation ${round(spearman)}`).join('; '),
      sources: [`${MEASURED} Protocol ${lane ?? 'not named'}.`],
      limits: ['Models of different depth are compared by ranges of relative depth.'],
      agreements,
      models,
    };
  },
});

const PREDICTION = {
  isKnown: z.boolean(),
  neighbour: z.string(),
  relation: z.string(),
  sensitivity: z
    .array(z.number())
    .nullable()
    .describe('Per layer: how much rounding it changes the model, as a multiple of the mean over inner layers.'),
  mostTolerant: LAYERS.nullable(),
  leaveOneOut: z.array(z.object({ name: z.string(), spearman: NUMBER, hits: z.number() })),
};
const predict = define({
  title: 'Predict before downloading',
  description:
    'Predicts from a configuration alone which layers of a model tolerate rounding, with the error of such predictions; or says that it is not known.',
  input: {
    hubId: z.string().optional().describe('org/name on the hub, or the name to show for a config.'),
    config: z.record(z.string(), z.unknown()).optional().describe('Content of config.json.'),
  },
  output: { ...COMMON, ...PREDICTION },
  isWrite: false,
  run: async (execute, input) => {
    const { predict: found } = z
      .object({
        predict: z.object({ ...PREDICTION, sentence: z.string(), source: SOURCE }).omit({ isKnown: true }),
      })
      .parse(await execute(MCP_OPERATIONS.predict, input));
    const { sentence, source, ...facts } = found;
    return {
      ...facts,
      isKnown: facts.sensitivity !== null,
      summary: sentence,
      sources: credits([source]),
      limits: ['Predicts rounding of whole layers only, not removal.', 'Outside a published generation nothing is known.'],
    };
  },
});

const PUBLISHED = {
  name: z.string(),
  hubId: z.string().nullable(),
  blockCount: z.number(),
  profiles: z.array(
    z.object({
      label: z.string(),
      operation: z.string(),
      unitOfValue: z.string(),
      isLowTolerated: z.boolean(),
      layers: LAYERS,
      values: z.array(z.number()),
      depthCorrelation: NUMBER,
      mostTolerant: LAYERS,
      text: z.string().nullable(),
      source: SOURCE,
    }),
  ),
  removals: z.array(
    z.object({
      paper: z.string(),
      url: z.string(),
      method: z.string().nullable(),
      order: LAYERS,
      removedAttention: LAYERS,
      removedMlp: LAYERS,
      flags: z.array(z.string()),
    }),
  ),
};
const published = define({
  title: 'What others measured',
  description:
    'Numbers that other people published of the layers of a model: per operation the values, the most tolerant layers, and sets of removed layers.',
  input: {
    model: z.string().describe('org/name on the hub, or the short name that find_model gives.'),
    unit: z.enum(['block', 'attention', 'mlp']).default('block'),
  },
  output: { ...COMMON, ...PUBLISHED },
  isWrite: false,
  run: async (execute, { model, unit }) => {
    const { publishedModel: found } = z
      .object({ publishedModel: z.object(PUBLISHED).nullable() })
      .parse(await execute(MCP_OPERATIONS.published, { model, unit }));
    if (found === null) throw unknownModel(model);
    const lines = found.profiles.map(
      ({ label, mostTolerant, depthCorrelation }) =>
        `${label}: layers ${mostTolerant.join(', ')} tolerate it best (rank correlation with depth ${round(depthCorrelation)})`,
    );
    return {
      ...found,
      summary: `${found.name}, ${unit}: ${lines.length > 0 ? lines.join('; ') : 'no values are published'}. ${found.removals.length} published sets of removed layers.`,
      sources: [
        ...credits(found.profiles.map(({ source }) => source)),
        ...new Set(found.removals.map(({ paper, url }) => `${paper} (${url})`)),
      ],
      limits: [
        ONE_LAYER,
        OPERATIONS_DIFFER,
        'Kinds of layers differ in their noise floor; the most tolerant are named by what is above it.',
        'A profile whose rank correlation with depth is near −1 or 1 says little but depth.',
      ],
    };
  },
});

const PLAN = {
  submitted: z.boolean(),
  mayBeSubmitted: z.boolean().describe('Whether the token has the scope SCORE.'),
  evaluations: z.number().describe('Number of evaluations: models × (1 + strategies × counts) × benchmarks.'),
  command: z.string(),
  studies: z.array(z.object({ id: z.string(), status: z.string() })),
};
const planStudy = define({
  title: 'Plan a study',
  description:
    'Checks a study and says what it would measure. With submit and a token of scope SCORE it is queued; without a token nothing is written.',
  input: {
    models: z.array(MODEL).min(1).max(20),
    calibration: z.string().describe('Short name of the calibration text whose scores choose the layers.'),
    benchmarks: z.array(z.string()).min(1).describe('Names of benchmarks.'),
    strategies: z.array(z.string()).default(['BLOCK_INFLUENCE', 'RANDOM_INNER']),
    counts: z.array(z.number().int().min(1)).default([1, 2, 4]).describe('Numbers of layers to remove.'),
    submit: z.boolean().default(false).describe('Whether to queue it. Needs a token.'),
  },
  output: { ...COMMON, ...PLAN },
  isWrite: true,
  run: async (execute, { submit, ...input }) => {
    const plan = z
      .object({
        modelsBySlug: z.array(z.object({ slug: z.string(), blockCount: z.number() }).nullable()),
        viewer: z.object({ scopes: z.array(z.string()) }),
      })
      .parse(await execute(MCP_OPERATIONS.planStudy, { slugs: input.models }));
    const missing = input.models.filter((_, place) => plan.modelsBySlug[place] === null);
    if (missing.length > 0) throw unknownModel(missing.join(', '));
    const studies = submit
      ? z.object({ submitStudy: z.object({ studies: PLAN.studies }) }).parse(await execute(MCP_OPERATIONS.submitStudy, { input }))
          .submitStudy.studies
      : [];
    const evaluations = input.models.length * (1 + input.strategies.length * input.counts.length) * input.benchmarks.length;
    return {
      summary: `${submit ? 'Queued' : 'Not queued, only planned'}: ${input.models.join(', ')} without ${input.counts.join(', ')} layers by ${input.strategies.join(', ')}, on ${input.benchmarks.join(', ')}: about ${evaluations} evaluations.`,
      sources: [MEASURED],
      limits: ['Counts that are too large for a model are skipped, and random strategies are drawn once.'],
      submitted: submit,
      mayBeSubmitted: plan.viewer.scopes.some((scope) => scope === 'SCORE' || scope === 'ADMIN'),
      evaluations,
      command: `lamina study ${input.models.join(' ')} --counts ${input.counts.join(',')} --tasks ${input.benchmarks.join(',')}`,
      studies,
    };
  },
});

/** The tools, by their names in the protocol. */
export const MCP_TOOLS = {
  find_model: findModel,
  answer,
  explain_layer: explainLayer,
  compare,
  predict,
  published,
  plan_study: planStudy,
} as const;

const ONE_LAYER = 'Numbers of single layers do not add up: removing several can cost more than the sum.';
const OPERATIONS_DIFFER = 'Rounding, removal and cosine rank layers differently; never average them.';

function define<Input extends z.ZodRawShape, Output extends z.ZodRawShape>(tool: Tool<Input, Output>): Tool<Input, Output> {
  return tool;
}

function unknownModel(model: string): AppError {
  return new AppError('NOT_FOUND', `No model is called ${model}. Ask find_model for the names.`);
}

function credits(sources: readonly z.output<typeof SOURCE>[]): string[] {
  return [...new Set(sources.map(({ credit, url }) => (url === null || credit.includes(url) ? credit : `${credit} ${url}`)))];
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

function round(value: number | null): string {
  return value === null ? 'not defined' : value.toFixed(2);
}
