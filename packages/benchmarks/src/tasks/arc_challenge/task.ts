import { defineArcTask } from '../define-arc-task.ts';

/** arc_challenge of lm-evaluation-harness 0.4.13, version 1.0. */
export const ARC_CHALLENGE = defineArcTask({
  name: 'arc_challenge',
  configuration: 'ARC-Challenge',
  description: 'School science questions, those that simple methods get wrong',
});
