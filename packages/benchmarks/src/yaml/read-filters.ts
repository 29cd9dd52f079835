import type { FilterPipeline, FilterStep } from '../filters/filter-pipeline.ts';
import { compilePythonRegex } from '../python/python-regex.ts';
import type { TaskSettings } from './task-settings.ts';

const PLAIN = ['take_first', 'take_first_k', 'majority_vote', 'remove_whitespace', 'lowercase', 'uppercase'] as const;
/** The harness' own default pattern and fallback. */
const REGEX_DEFAULTS = { pattern: '#### (\\-?[0-9\\.\\,]+)', fallback: '[invalid]' } as const;

/**
 * The filter_list of a task file; undefined where there is none.
 * @throws AppError BAD_USER_INPUT for a filter outside the supported set
 */
export function readFilters(settings: TaskSettings): readonly FilterPipeline[] | undefined {
  return settings.findList('filter_list')?.map((pipeline) => ({
    name: pipeline.findText('name') ?? pipeline.refuse('name', 'is missing', 'a name for each filter'),
    steps: (pipeline.findList('filter') ?? []).map(readStep),
  }));
}

function readStep(step: TaskSettings): FilterStep {
  const name = step.findText('function');
  const plain = PLAIN.find((known) => known === name);
  if (plain !== undefined) return { function: plain };
  if (name === 'regex') {
    const pattern = step.findText('regex_pattern') ?? REGEX_DEFAULTS.pattern;
    // Compiled once here, so that a pattern without a JavaScript form is refused before a model runs.
    compilePythonRegex(pattern);
    return {
      function: 'regex',
      pattern,
      groupSelect: step.findInteger('group_select') ?? 0,
      fallback: step.findText('fallback') ?? REGEX_DEFAULTS.fallback,
    };
  }
  if (name === 'map') {
    const mapping = Object.entries((step.find('mapping_dict') ?? {}) as object).map(([key, value]) => [key, String(value)]);
    return { function: 'map', mapping: Object.fromEntries(mapping), fallback: String(step.find('default_value') ?? 'None') };
  }
  return step.refuse('function', `is "${name}"`, `one of ${[...PLAIN, 'regex', 'map'].join(', ')}`);
}
