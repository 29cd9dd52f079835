import { formatPlan, parsePrunePlan } from '@lamina/plans';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

/** Tools that a plan is printed for; the text is the name that the plans package uses. */
export const PlanFormat = defineEnum('PlanFormat', 'How a plan is written.', {
  JSON: ['json', 'The plan itself, an object.'],
  MERGEKIT: ['mergekit', 'YAML of a passthrough merge, for mergekit-yaml.'],
  HF_CONFIG: ['hf-config', "What changes in the parent's config.json, as a JSON merge patch (RFC 7396)."],
  LLAMA_CPP: ['llama.cpp', 'The option of llama-quantize that removes the same layers.'],
  DROP_LIST: ['drop-list', "Removed layers, 0-based in the parent's numbering, one a line."],
});
export type PlanFormat = ValueOf<typeof PlanFormat>;

/**
 * A stored plan in a format: JSON as the object that it is, the others as the text of a file.
 * @throws AppError BAD_USER_INPUT where the plan does not hold what the format needs.
 */
export function printPlan(stored: unknown, format: PlanFormat, model: string | null): unknown {
  if (format === PlanFormat.JSON) return stored;
  const plan = parsePrunePlan(JSON.stringify(stored), 'the stored plan');
  return formatPlan(plan, format, model === null ? {} : { model });
}
