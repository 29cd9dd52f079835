import { capitalise } from '@lamina/plans';
import type { InputTypeFragment, StudyFieldsQuery, SubmitStudyInput } from '../../generated/graphql.ts';

/** One choice of a field. */
export interface FieldChoice {
  /** As the API takes it. */
  readonly value: string;
  readonly label: string;
  readonly title?: string | undefined;
}

/** How a field of a study is edited. */
export type StudyField = {
  /** As the API names it. */
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** The API's default, as text; null if there is none. */
  readonly usual: string | null;
} & (
  | { readonly kind: 'flag' | 'number' | 'numbers' | 'text' | 'texts' | 'unit-sets' }
  | { readonly kind: 'choice' | 'choices'; readonly choices: readonly FieldChoice[] }
  /** Fields that belong together. The API takes a list of such groups, or one. */
  | { readonly kind: 'group'; readonly isList: boolean; readonly fields: readonly StudyField[] }
);

/** Values of fields by name; null = the API's default. */
export type Settings = { readonly [name: string]: SettingValue };
export type SettingValue = boolean | number | string | null | readonly (number | string | readonly string[])[] | Settings;

/** Lists that the platform has, by the names of their fields. */
export type KnownChoices = Readonly<Record<string, readonly FieldChoice[]>>;

type Input = NonNullable<InputTypeFragment['inputFields']>[number];
type TypeReference = { readonly kind: string; readonly enumValues?: Input['type']['enumValues']; readonly ofType?: TypeReference | null };

/** Chosen elsewhere in the form, or not for people. */
const NOT_HERE: ReadonlySet<string> = new Set(['models', 'idempotencyKey', 'requiredProvider', 'priority']);
/** Named units are a field of their own, and no repair is the default. */
const NO_CHOICE: ReadonlySet<string> = new Set(['EXPLICIT', 'NONE']);

/** The fields of a study as the API takes them, so that a new setting of the API stands in the form without a change of it. */
export function listStudyFields({ study, ...groups }: StudyFieldsQuery, listed: KnownChoices): readonly StudyField[] {
  const read = ({ inputFields }: InputTypeFragment): readonly StudyField[] =>
    // Only types that are no inputs have none.
    (inputFields ?? []).filter(({ name }) => !NOT_HERE.has(name)).map(toField);
  const toField = ({ name, description, defaultValue, type }: Input): StudyField => {
    // A setting without words or without a default shows none.
    const words = { name, label: toLabel(name), description: description ?? '', usual: defaultValue?.toLowerCase() ?? null };
    const { leaf, depth } = unwrap(type);
    const choices =
      listed[name] ??
      leaf.enumValues
        ?.filter(({ name: value }) => !NO_CHOICE.has(value))
        .map((one) => ({ value: one.name, label: toWords(one.name), title: one.description ?? undefined }));
    if (depth === 2) return { ...words, kind: 'unit-sets' };
    if (choices) return { ...words, kind: depth === 1 ? 'choices' : 'choice', choices };
    if (leaf.kind === 'INPUT_OBJECT') {
      const group = Object.entries(groups).find(([key]) => key === name)?.[1];
      return { ...words, kind: 'group', isList: depth === 1, fields: group && typeof group === 'object' ? read(group) : [] };
    }
    if (depth === 1) return { ...words, kind: leaf.name === 'String' ? 'texts' : 'numbers' };
    const scalars: Readonly<Record<string, 'flag' | 'number'>> = { Boolean: 'flag', Int: 'number', Float: 'number' };
    return { ...words, kind: scalars[String(leaf.name)] ?? 'text' };
  };
  return study ? read(study) : [];
}

function unwrap(type: Input['type']) {
  let leaf: TypeReference & { readonly name?: string | null } = type;
  let depth = 0;
  while (leaf.ofType) {
    if (leaf.kind === 'LIST') depth += 1;
    leaf = leaf.ofType;
  }
  return { leaf, depth };
}

/** `searchPasses` → `Search passes`, `mlp` → `MLP`. */
function toLabel(name: string): string {
  if (name.length <= 3) return name.toUpperCase();
  return capitalise(name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

/** `BLOCK_INFLUENCE` → `block influence`. */
function toWords(value: string): string {
  return value.toLowerCase().replaceAll('_', ' ');
}

/** The study as the API takes it. The API checks what an address holds. */
export function toInput(models: readonly string[], fields: readonly StudyField[], settings: Settings): SubmitStudyInput {
  const given = fields.flatMap((field) => {
    const value = settings[field.name] ?? null;
    if (value === null) return [];
    return [[field.name, field.kind === 'group' && field.isList ? [value] : value]];
  });
  return Object.fromEntries([['models', models], ...given]) as SubmitStudyInput;
}
