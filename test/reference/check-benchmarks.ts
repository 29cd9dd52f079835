import { join, resolve } from 'node:path';
import { checkMetrics } from './check-metrics.ts';
import { checkPrompts } from './check-prompts.ts';
import { checkRequests } from './check-requests.ts';

/** Prompts, metrics and standard errors against those of lm-evaluation-harness, without Python and without a model. Ends with `N passed, N failed`. */
const reference = resolve(process.env.LAMINA_REFERENCE ?? '../shared/reference');
const results = [
  await checkRequests(join(reference, 'lm-eval')),
  await checkMetrics(join(reference, 'lm-eval')),
  checkPrompts(join(reference, 'datasets')),
];
const problems = results.flatMap((result) => result.problems);
for (const problem of problems) process.stdout.write(`FAIL  ${problem.slice(0, 1500)}\n`);
process.stdout.write(`${results.reduce((sum, { passed }) => sum + passed, 0)} passed, ${problems.length} failed\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
