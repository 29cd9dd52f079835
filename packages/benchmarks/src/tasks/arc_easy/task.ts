import { defineArcTask } from '../define-arc-task.ts';

/** arc_easy of lm-evaluation-harness 0.4.13, version 1.0. */
export const ARC_EASY = defineArcTask({
  name: 'arc_easy',
  configuration: 'ARC-Easy',
  description: 'School science questions, the easier part',
});
