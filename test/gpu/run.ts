import { parseArgs } from 'node:util';
import { parseExecutionProviders, probeExecutionProvider } from '@lamina/engine';
import { endSuite, skipSuite } from '../../scripts/count-line.ts';
import { checkProvider } from './check-provider.ts';

/**
 * Compares a GPU provider with the CPU: `--provider webgpu` (software Vulkan is sufficient) or `--provider cuda`. Without the device the check is
 * skipped with a reason; with `--required` it fails.
 */
const { values } = parseArgs({ options: { provider: { type: 'string', default: 'cuda' }, required: { type: 'boolean', default: false } } });
const [provider = 'cuda'] = parseExecutionProviders(values.provider) ?? [];
const { fallback } = await probeExecutionProvider([provider, 'cpu']);
if (fallback !== null && !values.required) skipSuite(fallback);
if (fallback !== null) {
  process.stdout.write(`failed: ${fallback}\n`);
  endSuite({ passed: 0, failed: 1 });
}
const checks = await checkProvider(provider);
for (const { title, holds, detail } of checks) process.stdout.write(`${holds ? 'ok  ' : 'FAIL'} ${title} (${detail})\n`);
const failed = checks.filter(({ holds }) => !holds).length;
endSuite({ passed: checks.length - failed, failed });
