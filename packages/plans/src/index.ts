export type { Certificate } from './certificate.ts';
export { type FormatPlanOptions, formatPlan, PLAN_FORMATS, type PlanFormat } from './format-plan.ts';
export { parsePrunePlan } from './parse-prune-plan.ts';
export type { PrunePlan } from './prune-plan.ts';
