import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { endSuite } from '../../scripts/count-line.ts';
import { checkMetrics } from './check-metrics.ts';
import { checkPrompts } from './check-prompts.ts';
import { checkRequests } from './check-requests.ts';
import { checkTokens } from './check-tokens.ts';

/**
 * Compares prompts, metrics and standard errors with those of lm-evaluation-harness, without Python and without a model. Ends with `N passed, N
 * failed`.
 */
const reference = resolve(process.env.LAMINA_REFERENCE ?? '../shared/reference');
const model = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina', 'smollm2-135m-instruct');
const results = [
  await checkRequests(join(reference, 'lm-eval')),
  await checkMetrics(join(reference, 'lm-eval')),
  await checkPrompts(join(reference, 'datasets')),
];
if (existsSync(join(model, 'tokenizer.json'))) results.push(checkTokens(join(reference, 'lm-eval'), model));
else process.stdout.write(`tokens were not compared: no tokenizer at ${model}\n`);
const problems = results.flatMap((result) => result.problems);
for (const problem of problems) process.stdout.write(`FAIL  ${problem.slice(0, 1500)}\n`);
endSuite({ passed: results.reduce((sum, { passed }) => sum + passed, 0), failed: problems.length });
