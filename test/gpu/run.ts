import { parseArgs } from 'node:util';
import { parseExecutionProviders, probeExecutionProvider } from '@lamina/engine';
import { checkProvider } from './check-provider.ts';

/**
 * Compares a GPU provider with the CPU: `--provider webgpu` (software Vulkan is sufficient) or `--provider cuda`. Without the device the check is
 * skipped with a reason; with `--required` it fails.
 */
const { values } = parseArgs({ options: { provider: { type: 'string', default: 'cuda' }, required: { type: 'boolean', default: false } } });
const [provider = 'cuda'] = parseExecutionProviders(values.provider) ?? [];
const { fallback } = await probeExecutionProvider([provider, 'cpu']);
if (fallback === null) finish(await checkProvider(provider));
else {
  process.stdout.write(`${values.required ? 'failed' : 'skipped'}: ${fallback}\n`);
  process.stdout.write(`0 passed, ${values.required ? 1 : 0} failed\n`);
  process.exitCode = values.required ? 1 : 0;
}

function finish(checks: Awaited<ReturnType<typeof checkProvider>>): void {
  for (const { title, holds, detail } of checks) process.stdout.write(`${holds ? 'ok  ' : 'FAIL'} ${title} (${detail})\n`);
  const failed = checks.filter(({ holds }) => !holds).length;
  process.stdout.write(`${checks.length - failed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
