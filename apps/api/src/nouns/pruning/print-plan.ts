import { formatPlan, parsePrunePlan } from '@lamina/plans';
import { PlanFormat } from './plan-format.ts';

/**
 * A stored plan in a format: JSON as the object that it is, the others as the text of a file.
 * @throws AppError BAD_USER_INPUT where the plan does not hold what the format needs.
 */
export function printPlan(stored: unknown, format: PlanFormat, model: string | null): unknown {
  if (format === PlanFormat.JSON) return stored;
  const plan = parsePrunePlan(JSON.stringify(stored), 'the stored plan');
  return formatPlan(plan, format, model === null ? {} : { model });
}
