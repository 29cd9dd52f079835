import { type AnswerCandidate, type SourcedText, savedOf, VOCABULARY_TEXT } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { type ModelLookup, openModel, type TextWindows } from '@lamina/models';
import {
  type Change,
  findTokenClass,
  type KeptTokens,
  NOTHING_REMOVED,
  readKeptItems,
  UNCHANGED,
  writeChangeCommand,
  writeKeptItems,
} from '@lamina/plans';
import type { ChangedForm } from '../evaluate/evaluate-changes.ts';
import type { MeasuredWords } from '../evaluate/measure-words.ts';
import { type KeptVocabulary, keepRuleOf, keepVocabulary } from '../vocabulary/keep-vocabulary.ts';
import { requestType } from '../write/prune/plan-gguf.ts';
import { NOT_MEASURED, type PlannedChange, type PlannedForm, type PlanningContext } from './plan-changes.ts';
import { joinCaveats, planTokens, refusalOf } from './planned-saving.ts';

/** A change with a smaller vocabulary that may be measured for an answer. */
export interface PlannedVocabulary extends AnswerCandidate {
  readonly change: Change<never> & { readonly keepVocabulary: string };
  /** The model in fewer bits; null: weights keep theirs. */
  readonly form: ChangedForm | null;
  readonly words: MeasuredWords;
  /** Texts that chose units which go as well, that ask for a script, or whose tokens stay. */
  readonly read: readonly SourcedText[];
}

/** Scripts with a smaller share of the texts' tokens occur as foreign names do: a model without them may still be good. */
const USED = 0.001;
/** Vocabularies of the most frequent tokens that are tried, as shares of the tokens of their scripts: losses grow fast below. */
const SIZES = [0.9, 0.8, 0.7];
/** Their sizes are multiples of this many tokens. */
const SIZE_STEP = 1024;
/** The most vocabularies that are planned: ASCII alone, the frequent scripts, these with a foreign one, and those of the most frequent tokens. */
export const MOST_VOCABULARIES = 3 + SIZES.length;
/** Classes that every rule keeps, or that no rule names. */
const ALWAYS: ReadonlySet<string> = new Set(['special', 'unused', 'byte', 'whitespace', 'digit', 'fragment', 'symbol']);

/** Vocabularies that are worth measuring, and those that are not, with the reason. */
export interface PlannedVocabularies {
  readonly planned: readonly PlannedVocabulary[];
  readonly excluded: readonly AnswerCandidate[];
}

/**
 * Vocabularies with the tokens of the scripts that the texts use: ASCII alone, where that is the Latin one; those that are frequent; these with
 * the most frequent script of those that occur here and there; then the most frequent tokens of the first of these. A text that asks for a script, or whose tokens are counted, does not judge the
 * vocabulary.
 */
export function planVocabularies(texts: readonly TextWindows[], context: PlanningContext): PlannedVocabularies {
  const { opened, planner, reference, question } = context;
  const rules = refusalOf(() => listRules(texts, keepVocabulary(opened, NO_CLASS).vocabulary));
  const whole = rules instanceof AppError ? [rules] : rules.map((rule) => refusalOf(() => planVocabulary(rule, context)));
  const [widest] = whole;
  const sizes = widest === undefined || widest instanceof AppError ? [] : listSizes(widest, texts);
  const plans = [...whole, ...sizes.map((rule) => refusalOf(() => planVocabulary(rule, context)))];
  const planned = plans.flatMap((plan) => (plan instanceof AppError || plan.little !== null ? [] : [plan]));
  // Its speed is not measured, and its cache is that of the whole model.
  const useful = planned.filter(({ saved }) => (savedOf(saved, question.save) ?? 0) > 0);
  const [first] = plans;
  if (planned.length > 0 || first === undefined) return { planned: useful, excluded: [] };
  const why = first instanceof AppError ? first.message : first.little;
  const change = { ...UNCHANGED, keepVocabulary: first instanceof AppError ? 'ascii' : first.change.keepVocabulary };
  const saved = planner.plan(NOTHING_REMOVED);
  return { planned: [], excluded: [{ ...NOT_MEASURED, change, saved, command: write(reference, change), excluded: why }] };
}

/** Keeps what every text needs. */
const NO_CLASS = { classes: [], texts: [''], most: null };

/** Classes to keep, with commas between them, and the texts that ask for some of them. */
interface Rule {
  readonly keep: string;
  readonly read: readonly SourcedText[];
}

export function listRules(texts: readonly TextWindows[], { tokens }: KeptVocabulary['vocabulary']): readonly Rule[] {
  const used = texts.flatMap((text) =>
    text.windows.flatMap(({ ids }) => ids.map((id) => ({ text, name: scriptOf(findTokenClass(tokens[id] ?? null)) }))),
  );
  const scripts = [...Map.groupBy(used, ({ name }) => name)]
    .filter(([name]) => !ALWAYS.has(name))
    .sort(([, a], [, b]) => b.length - a.length);
  const frequent = scripts.filter(([, own]) => own.length >= USED * used.length).map(([name]) => name);
  const foreign = scripts
    .slice(frequent.length, frequent.length + 1)
    .map(([name, own]): Rule => ({ keep: [...frequent, name].join(), read: [...new Set(own.map(({ text }) => text))] }));
  const plain = frequent.join();
  return [...(plain === 'latin' ? [{ keep: 'ascii', read: [] }] : []), ...(plain === '' ? [] : [{ keep: plain, read: [] }]), ...foreign];
}

/** The most frequent tokens of a vocabulary, in several sizes; none where the model does not know the text that counts them. */
export function listSizes(
  { change, words }: Pick<PlannedVocabulary, 'change'> & { readonly words: Pick<MeasuredWords, 'kept'> },
  texts: readonly SourcedText[],
): readonly Rule[] {
  const read = texts.filter(({ text }) => text === VOCABULARY_TEXT);
  if (read.length === 0) return [];
  return writeSizes(readKeptItems(change.keepVocabulary).classes, words.kept).map((keep) => ({ keep, read }));
}

/** The most frequent of the kept tokens, in several sizes. */
function writeSizes(classes: readonly string[], { keptIds }: KeptTokens): readonly string[] {
  const sizes = SIZES.map((share) => SIZE_STEP * Math.floor((share * keptIds.length) / SIZE_STEP));
  return sizes.filter((most) => most > 0).map((most) => writeKeptItems({ classes, texts: [VOCABULARY_TEXT], most }));
}

export interface FrequentTokensOptions extends ModelLookup {
  readonly model: string;
  /** Whose tokens are counted. */
  readonly classes: readonly string[];
}

/** The sizes of a vocabulary that an answer tries, as rules of what stays; none for a model that cannot have fewer tokens. @throws AppError as openModel */
export function listFrequentTokens({ model, classes, ...lookup }: FrequentTokensOptions): readonly string[] {
  const opened = openModel(model, lookup);
  const kept = refusalOf(() => keepVocabulary(opened, { classes, texts: [], most: null }).kept);
  return kept instanceof AppError ? [] : writeSizes(classes, kept);
}

/** Latin letters are used wherever ASCII is. */
function scriptOf(name: string): string {
  return name === 'ascii' ? 'latin' : name;
}

function planVocabulary({ keep, read }: Rule, context: PlanningContext): PlannedVocabulary & { readonly little: string | null } {
  const plan = planTokens(keepRuleOf(keep, context.lookup), context);
  const change = { ...UNCHANGED, keepVocabulary: keep };
  return { ...NOT_MEASURED, ...plan, change, excluded: null, read, form: null, command: write(context.reference, change) };
}

/** A smaller vocabulary together with a removal of units, with fewer bits, or with both. */
export function combineVocabulary(
  one: PlannedVocabulary,
  { removal, form }: { readonly removal: Pick<PlannedChange, 'change' | 'read'> | null; readonly form: PlannedForm | null },
  { planner, reference }: PlanningContext,
): PlannedVocabulary {
  const remove = removal?.change.remove ?? NOTHING_REMOVED;
  const precision = form?.change.precision ?? null;
  const change = { ...UNCHANGED, remove, precision, keepVocabulary: one.change.keepVocabulary };
  const words = { ...one.words, removal: remove };
  return {
    ...one,
    ...NOT_MEASURED,
    caveat: joinCaveats([one.caveat, form?.caveat]),
    change,
    words,
    form: form?.evaluated.form ?? null,
    read: [one, removal, form].filter((part) => part !== null).flatMap(({ read }) => read),
    saved: planner.plan(remove, { tokens: words.kept, types: precision === null ? null : requestType(precision) }),
    command: write(reference, change),
  };
}

function write(reference: string, change: Change<never>): string {
  return writeChangeCommand(reference, change, { copyWeights: false });
}
