import { formatPlan, parsePrunePlan } from '@lamina/plans';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

/** Formats of a plan; the value is the name in the plans package. */
export const PlanFormat = defineEnum('PlanFormat', 'Format of a plan.', {
  JSON: ['json', 'The plan itself, as an object.'],
  MERGEKIT: ['mergekit', 'YAML of a passthrough merge, for mergekit-yaml.'],
  HF_CONFIG: ['hf-config', "Changes of the parent's config.json, as a JSON merge patch (RFC 7396)."],
  LLAMA_CPP: ['llama.cpp', 'The option of llama-quantize that removes the same layers.'],
  DROP_LIST: ['drop-list', "Removed layers, 0-based in the parent's numbering, one per line."],
});
export type PlanFormat = ValueOf<typeof PlanFormat>;

/**
 * A stored plan in a format: an object for JSON, the text of a file for other formats. @throws AppError BAD_USER_INPUT if the plan lacks data that
 * the format needs.
 */
export function printPlan(stored: unknown, format: PlanFormat, model: string | null): unknown {
  if (format === PlanFormat.JSON) return stored;
  const plan = parsePrunePlan(JSON.stringify(stored), 'the stored plan');
  return formatPlan(plan, format, model === null ? {} : { model });
}
