import { BUNDLED_TEXTS, DEFAULT_STOPPING_RULE, WINDOW_TOKENS } from '@lamina/benchmarks';
import { getRepair, NO_REPAIR, REPAIR_KINDS, type RepairKind, TOKEN_RULES } from '@lamina/metrics';
import {
  isWeightType,
  MIXTURE_EXAMPLE,
  namesTypes,
  readKeptItems,
  UNIT_KINDS,
  type Unit,
  WEIGHT_TYPE_NAMES,
  writeKeptItems,
} from '@lamina/plans';
import { SEARCH_SETTINGS, type SearchSetting, type SearchSettings, STRATEGY_NAMES } from '@lamina/strategies';
import { z } from 'zod';
import { option } from './option.ts';

/** Confidence that the lowest layers are known, where nobody gives one. */
const DEFAULT_CONFIDENCE = 0.95;

/** The largest number of strategies, counts, removals or benchmarks in one request. */
const MAX_LIST = 100;

const unit = z.strictObject({ kind: z.enum(UNIT_KINDS), block: z.int().min(0) });
export const countsOfUnits = z.array(z.int().min(1)).max(MAX_LIST);
export const kindsOfUnits = z.array(z.enum(UNIT_KINDS)).min(1);
/** Names of texts and benchmarks are names of folders on the scorer, so they hold no path separators. */
export const materialName = z.string().regex(/^[^./\\][^/\\]{0,99}$/, 'must be a name of up to 100 characters without slashes');
const ONE_TYPE = `must be one of ${WEIGHT_TYPE_NAMES.join(', ')}`;
const weightType = z.string().refine(isWeightType, ONE_TYPE);
const weightTypes = z.string().refine(namesTypes, `${ONE_TYPE}, or a mixture such as ${MIXTURE_EXAMPLE}`);
const keptTokens = z
  .string()
  .max(200)
  .refine(
    (keep) => {
      const { classes, texts, most } = readKeptItems(keep);
      const areKnown = texts.every((text) => BUNDLED_TEXTS.some((name) => name === text));
      return (
        classes.length + texts.length > 0 &&
        areKnown &&
        (most === null || texts.length > 0) &&
        keep === writeKeptItems({ classes, texts, most })
      );
    },
    `must be ascii, emoji, or scripts of Unicode in small letters, then bundled texts (${BUNDLED_TEXTS.join(', ')}), and with texts the most tokens, with commas between them, as latin,greek or ascii,wikipedia,65536`,
  );
/** The parts of a combination beside the layers that go. */
export const COMBINED_PARTS = {
  keepVocabulary: option(
    keptTokens.optional(),
    'Smaller vocabulary',
    'Characters whose tokens stay, as latin, or the most frequent tokens of a bundled text, as ascii,wikipedia,65536. Default: all.',
  ),
  type: option(
    weightTypes.optional(),
    'Types of weights',
    `A GGUF type, or types by unit, as ${MIXTURE_EXAMPLE}. Default: those of the model.`,
  ),
};
/** Arguments of zod's refine: a combination changes something. */
export const COMBINATION_RULE = [
  ({
    remove,
    keepVocabulary,
    type,
  }: {
    readonly remove: readonly Unit[];
    readonly keepVocabulary?: string | undefined;
    readonly type?: string | undefined;
  }): boolean => remove.length > 0 || (keepVocabulary ?? type) !== undefined, // One of both, or neither.
  'must name units, a smaller vocabulary, or a type',
] as const;
const solvingKinds = REPAIR_KINDS.filter((kind): kind is Exclude<RepairKind, typeof NO_REPAIR> => kind !== NO_REPAIR);
const RANKED = REPAIR_KINDS.filter((kind) => getRepair(kind).settings.includes('rank')).join(', ');

/** Arguments of zod's refine: only some repairs have a rank. */
export const RANK_RULE = [
  ({ rank, kind }: { readonly rank?: number | undefined; readonly kind: RepairKind }): boolean =>
    rank === undefined || getRepair(kind).settings.includes('rank'),
  `a rank is a setting of ${RANKED} only`,
] as const;

/** How much of a text is read. It is stored with each result. */
const textReading = z.strictObject({
  contextTokens: option(
    z.int().min(2).max(8192).default(WINDOW_TOKENS),
    'Context',
    'Tokens of a window; a model with a shorter context reads as many as it can.',
    'tokens',
  ),
  minimum: option(
    z.int().min(2).max(1024).default(DEFAULT_STOPPING_RULE.minimum),
    'First windows',
    'Windows of each text before a change may be decided.',
    'windows',
  ),
  step: option(
    z.int().min(1).max(1024).default(DEFAULT_STOPPING_RULE.step),
    'Next windows',
    'Windows of each text from one look to the next.',
    'windows',
  ),
  maximum: option(
    z.int().min(2).max(1024).default(DEFAULT_STOPPING_RULE.maximum),
    'Windows',
    'The largest number of windows of each text.',
    'windows',
  ),
  limits: option(
    z
      .array(z.number().positive())
      .min(1)
      .max(MAX_LIST)
      .default([...DEFAULT_STOPPING_RULE.limits]),
    'Limits',
    'Losses at which a change has to be decided before its last window.',
  ),
  family: option(
    z.int().min(1).optional(),
    'Family',
    'Number of changes of the model that are judged together. Default: those of the job.',
    'changes',
  ),
});

/** Options that several jobs share. */
export const OPTIONS = {
  calibration: option(materialName, 'Text', 'Name of a calibration text of this platform.'),
  window: option(z.int().min(2).max(8192).default(256), 'Window', 'Tokens that the model reads at once.', 'tokens'),
  stride: option(
    z.int().min(1).max(8192).optional(),
    'Stride',
    'Tokens from the start of one window to the start of the next. Default: the window length.',
    'tokens',
  ),
  windows: option(z.int().min(1).optional(), 'Windows', 'Read only this number of windows from the start. Default: the whole text.'),
  bos: option(
    z.enum(['auto', 'always', 'never']).default('auto'),
    'First token',
    'Whether each window starts with the beginning-of-text token; auto: as the tokenizer decides.',
  ),
  documentPart: option(
    z
      .string()
      .regex(/^[1-9]\d*\/[1-9]\d*$/)
      .refine((text) => Number(text.split('/')[0]) <= Number(text.split('/')[1]), 'must be k/n with k from 1 to n')
      .optional(),
    'Part of the documents',
    "Use the k-th of every n documents, written 'k/n'. Default: all.",
  ),
  confidence: option(
    z.number().min(0.5).max(0.999).default(DEFAULT_CONFIDENCE),
    'Confidence',
    'Required probability that an early answer is right.',
  ),
  seed: option(z.int().min(0).default(0), 'Seed', 'Seed of the random choices.'),
  unitSets: option(
    z
      .array(kindsOfUnits)
      .min(1)
      .default([['block']]),
    'Units',
    'Sets of kinds of units that may be removed. Kinds of one set are ranked together. Default: whole layers.',
  ),
  strategies: option(
    z.array(z.enum(STRATEGY_NAMES)).min(1).max(MAX_LIST),
    'Strategies',
    'Strategies that choose what is removed. Random strategies are the control.',
  ),
  counts: option(countsOfUnits.min(1), 'Counts', 'Numbers of units to remove. A number that is too large for a model is skipped.', 'units'),
  seeds: option(
    z.array(z.int()).min(1).max(MAX_LIST).default([0, 1, 2, 3, 4]),
    'Random seeds',
    'Seeds of the random strategies, one draw for each.',
  ),
  removals: option(
    z.array(z.array(unit).readonly()).max(MAX_LIST).default([]),
    'Named layers',
    'Sets of layers, token mixers and MLPs to remove, beside what strategies choose. Indices start at 0.',
  ),
  vocabularies: option(
    z.array(keptTokens).max(MAX_LIST).default([]),
    'Smaller vocabularies',
    'Tokens that stay, each list a change of its own: of ascii, emoji, or scripts of Unicode, as latin or latin,greek; or at most a number of them, the most frequent ones of a bundled text, as ascii,wikipedia,65536. Tokens that every text needs always stay. Models in ONNX keep all of theirs.',
  ),
  types: option(
    z.array(weightTypes).max(MAX_LIST).default([]),
    'Types of weights',
    `GGUF types in which the whole model is written, each a change of its own, as Q8_0 or Q4_K, or types by unit, as ${MIXTURE_EXAMPLE}. Types that make the file no smaller are left out. Models in ONNX have none: they have quantized forms.`,
  ),
  combinations: option(
    z
      .array(z.strictObject({ remove: z.array(unit).readonly().default([]), ...COMBINED_PARTS }).refine(...COMBINATION_RULE))
      .max(MAX_LIST)
      .default([]),
    'Combinations',
    'Changes of several parts at once: layers that go, a smaller vocabulary, and types of weights.',
  ),
  roundings: option(
    z.array(weightType).max(MAX_LIST),
    'Roundings',
    'Types of GGUF, such as Q8_0 or Q4_K: how far the next tokens move if one attention, one MLP, the embedding or the head alone goes through a type. Rows that the blocks of a type do not divide go through the type that llama.cpp takes for them.',
    'types',
  ),
  protectFirst: option(z.boolean().default(false), 'Keep the first layer', 'Never remove the first layer.'),
  protectLast: option(z.boolean().default(false), 'Keep the last layer', 'Never remove the last layer.'),
  texts: option(
    z.array(materialName).max(MAX_LIST),
    'Texts',
    'Names of texts on which losses are measured. A change needs texts of two sources that did not choose it.',
  ).default([...BUNDLED_TEXTS]),
  reading: option(
    textReading.prefault({}),
    'Reading',
    'How much of each text is read: context, windows, and the limits at which a change is decided before the last window.',
  ),
  benchmarks: option(
    z.array(materialName).max(MAX_LIST),
    'Benchmarks',
    'Names of bundled benchmarks, or of built-in tasks and groups such as hellaswag or mmlu.',
  ),
  limit: option(
    z
      .number()
      .positive()
      .refine((value) => value < 1 || Number.isInteger(value), 'must be a whole number of at least 1, or a share below 1')
      .optional(),
    'Documents',
    'The first documents of each benchmark; below 1 a share of them. Default: all.',
    'documents',
  ),
  shots: option(
    z.int().min(0).max(100).optional(),
    'Shots',
    'Solved examples before each question. Default: the number of each benchmark.',
  ),
} as const;

/** The settings of searches, each with the words, the limits and the default that its search states. */
export const SEARCH_OPTIONS = Object.fromEntries(
  Object.entries<SearchSetting>(SEARCH_SETTINGS).map(([name, setting]) => [
    name,
    option(schemaOf(setting), setting.label, setting.description, setting.kind === 'number' ? setting.unit : undefined),
  ]),
) as unknown as { readonly [Name in keyof SearchSettings]: z.ZodDefault<z.ZodType<SearchSettings[Name], SearchSettings[Name]>> };

function schemaOf(setting: SearchSetting): z.ZodType {
  if (setting.kind === 'number') return z.int().min(setting.minimum).max(setting.maximum).default(setting.usual);
  if (setting.kind === 'choice') return z.enum(setting.choices).default(setting.usual);
  return z
    .array(z.int().min(setting.minimum))
    .min(1)
    .max(setting.most)
    .default([...setting.usual]);
}

/** A repair of removed layers. The text on which it is solved is part of its identity. */
export const repairSetting = z
  .strictObject({
    kind: option(z.enum(solvingKinds), 'Repair', 'The repair that replaces the removed layers.'),
    calibration: option(
      materialName,
      'Text of the repair',
      'Name of the calibration text on which the repair is solved. Every fifth document is held out to predict the error.',
    ),
    window: OPTIONS.window,
    windows: OPTIONS.windows,
    bos: OPTIONS.bos,
    alpha: option(
      z.union([z.number().min(0), z.literal('auto')]).optional(),
      'Ridge',
      'Ridge relative to the mean square of the tokens; auto: chosen by the error on held-out text. Default: width / (5 · tokens).',
    ),
    rank: option(z.int().min(1).optional(), 'Rank', `Rank of the repair ${RANKED}. Default: 64.`),
    tokenRule: option(z.enum(TOKEN_RULES).default('all'), 'Tokens of the repair', 'Which tokens of the text the repair uses.'),
  })
  .refine(...RANK_RULE);

export type RepairSetting = z.output<typeof repairSetting>;
