import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { probeExecutionProvider } from '@lamina/engine';

/**
 * Downloads ONNX Runtime's CUDA provider with the package's own installer, and tries it; the package omits it because of its size. The CUDA 12
 * runtime and cuDNN 9 are not downloaded: the machine must have them (docker/scorer-cuda.Dockerfile has them).
 */
const REQUIRED = 'linux x64';
const platform = `${process.platform} ${process.arch}`;
if (platform !== REQUIRED) refuse(`ONNX Runtime's package has a CUDA provider for ${REQUIRED} only; this machine is ${platform}`);

const folder = dirname(
  createRequire(join(import.meta.dirname, '../packages/engine/package.json')).resolve('onnxruntime-node/package.json'),
);
const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'cuda12' };
const { status, stderr } = spawnSync(process.execPath, [join(folder, 'script/install.js')], {
  env,
  encoding: 'utf8',
  stdio: ['ignore', 'inherit', 'pipe'],
});
if (status !== 0) {
  const [reason] = /(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|Error:)[^\n]*/.exec(stderr) ?? ['no reason given'];
  refuse(
    `the CUDA provider could not be downloaded (${reason}); it comes from api.nuget.org: open that host, set GLOBAL_AGENT_HTTPS_PROXY for a proxy, or build docker/scorer-cuda.Dockerfile where it is reachable`,
  );
}
const { provider, fallback } = await probeExecutionProvider(['cuda', 'cpu']);
if (provider !== 'cuda')
  refuse(`the CUDA provider is installed but does not start (${fallback}); it needs an NVIDIA driver, CUDA 12 and cuDNN 9`);
process.stdout.write('the CUDA provider works; check it with: npm run test:gpu\n');

function refuse(reason: string): never {
  process.stderr.write(`CONFIG_INVALID: ${reason}\n`);
  process.exit(1);
}
