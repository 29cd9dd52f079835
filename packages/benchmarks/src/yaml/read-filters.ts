import type { FilterPipeline, FilterStep, SimplifyOptions } from '../filters/filter-pipeline.ts';
import { compilePythonRegex } from '../python/python-regex.ts';
import type { TaskSettings } from './task-settings.ts';

const PLAIN = ['take_first', 'take_first_k', 'majority_vote', 'remove_whitespace', 'lowercase', 'uppercase'] as const;
/** The harness' default pattern and fallback. */
const REGEX_DEFAULTS = { pattern: '#### (\\-?[0-9\\.\\,]+)', fallback: '[invalid]' } as const;

/**
 * The filter_list of a task file; undefined if there is none.
 * @throws AppError BAD_USER_INPUT for a filter outside the supported set
 */
export function readFilters(settings: TaskSettings): readonly FilterPipeline[] | undefined {
  return settings.findList('filter_list')?.map((pipeline) => ({
    name: pipeline.findText('name') ?? pipeline.refuse('name', 'is missing', 'a name for each filter'),
    steps: pipeline.listNested('filter').map(readStep),
  }));
}

type StepReader = (step: TaskSettings) => FilterStep;

/** Filters with settings. Those of utils are Python classes of the harness' BIG-Bench Hard tasks, which Lamina reimplements. */
const READERS: Readonly<Record<string, StepReader>> = {
  regex: (step) => ({ function: 'regex', ...readMatch(step) }),
  map: readMap,
  multi_choice_regex: readMultiChoice,
  'utils.MultiChoiceRegexFilter': readMultiChoice,
  'utils.MapRegexFilter': readMapRegex,
  'utils.NumberParseRegexFilter': (step) => ({ function: 'number_regex', ...readMatch(step) }),
  'utils.WordSortFilter': () => ({ function: 'word_sort' }),
};

function readStep(step: TaskSettings): FilterStep {
  const name = step.findName('function') ?? step.refuse('function', 'is missing', 'the name of a filter');
  const plain = PLAIN.find((filter) => filter === name);
  if (plain !== undefined) return { function: plain };
  const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  return read?.(step) ?? step.refuse('function', `is "${name}"`, `one of ${[...PLAIN, ...Object.keys(READERS)].join(', ')}`);
}

function readMatch(step: TaskSettings): { readonly pattern: string; readonly groupSelect: number; readonly fallback: string } {
  return { pattern: checkPattern(step.findText('regex_pattern') ?? REGEX_DEFAULTS.pattern), ...readSelection(step) };
}

function readSelection(step: TaskSettings): { readonly groupSelect: number; readonly fallback: string } {
  // The harness takes the first match where none is selected.
  return { groupSelect: step.findInteger('group_select') ?? 0, fallback: step.findText('fallback') ?? REGEX_DEFAULTS.fallback };
}

/** Compiled once here, so that a pattern without a JavaScript equivalent is refused before a model runs. */
function checkPattern(pattern: string): string {
  compilePythonRegex(pattern);
  return pattern;
}

function readSimplify(step: TaskSettings): SimplifyOptions {
  const regexesToIgnore = step.findTexts('regexes_to_ignore')?.map(checkPattern);
  return {
    regexesToIgnore,
    ...(step.find('ignore_case') === true ? { ignoreCase: true } : {}),
    ...(step.find('ignore_punctuation') === true ? { ignorePunctuation: true } : {}),
  };
}

function readMultiChoice(step: TaskSettings): FilterStep {
  return { function: 'multi_choice_regex', ...readMatch(step), ...readSimplify(step) };
}

function readMapRegex(step: TaskSettings): FilterStep {
  const values = readPairs(step, 'regex_pattern_to_value').map(([pattern, value]) => [checkPattern(pattern), value] as const);
  return { function: 'map_regex', values, ...readSelection(step), ...readSimplify(step) };
}

function readMap(step: TaskSettings): FilterStep {
  const fallback = String(step.find('default_value') ?? 'None');
  return { function: 'map', mapping: Object.fromEntries(readPairs(step, 'mapping_dict')), fallback };
}

function readPairs(step: TaskSettings, key: string): readonly (readonly [string, string])[] {
  return Object.entries({ ...(step.find(key) as object | undefined) }).map(([from, to]) => [from, String(to)] as const);
}
