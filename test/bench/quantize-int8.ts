import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The model with int8 weights and dynamically quantised activations, made by ONNX Runtime's own tool; created once and stored in `out`. */
export function quantizeInt8({ python, model, out }: { readonly python: string; readonly model: string; readonly out: string }): string {
  const target = join(out, 'onnx/model.onnx');
  if (existsSync(target)) return out;
  mkdirSync(join(out, 'onnx'), { recursive: true });
  const script =
    'import sys; from onnxruntime.quantization import quantize_dynamic as q, QuantType as t; q(sys.argv[1], sys.argv[2], weight_type=t.QInt8)';
  const { status, stderr } = spawnSync(python, ['-c', script, join(model, 'onnx/model.onnx'), target], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`quantize_dynamic failed: ${stderr.slice(-500)}`);
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) copyFileSync(join(model, name), join(out, name));
  return out;
}
