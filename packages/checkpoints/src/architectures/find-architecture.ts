import type { Json } from '../checkpoint.ts';
import type { Architecture } from './architecture.ts';
import { afmoe } from './families/afmoe.ts';
import { apertus } from './families/apertus.ts';
import { arcee } from './families/arcee.ts';
import { baichuan } from './families/baichuan.ts';
import { bamba } from './families/bamba.ts';
import { biogpt } from './families/biogpt.ts';
import { bitnet } from './families/bitnet.ts';
import { bloom } from './families/bloom.ts';
import { cohere, cohere2 } from './families/cohere.ts';
import { deepseekSparse, deepseekV2, deepseekV3, glm4MoeLite } from './families/deepseek.ts';
import { dots1 } from './families/dots1.ts';
import { ernie45, ernie45Moe } from './families/ernie4-5.ts';
import { exaoneMoe } from './families/exaone-moe.ts';
import { exaone4 } from './families/exaone4.ts';
import { falcon } from './families/falcon.ts';
import { falconH1 } from './families/falcon-h1.ts';
import { flexOlmo } from './families/flex-olmo.ts';
import { gemma, gemma2, gemma3 } from './families/gemma.ts';
import { gemma4 } from './families/gemma4.ts';
import { glm, glm4 } from './families/glm.ts';
import { glm4Moe, solarOpen } from './families/glm4-moe.ts';
import { gptBigcode } from './families/gpt-bigcode.ts';
import { gptNeo } from './families/gpt-neo.ts';
import { gptNeox } from './families/gpt-neox.ts';
import { gptOss } from './families/gpt-oss.ts';
import { gpt2 } from './families/gpt2.ts';
import { gptj } from './families/gptj.ts';
import { granite } from './families/granite.ts';
import { graniteMoe, graniteMoeHybrid } from './families/granite-hybrid.ts';
import { helium } from './families/helium.ts';
import { hunyuanDense, hunyuanMoe } from './families/hunyuan.ts';
import { hyV3 } from './families/hy-v3.ts';
import { internlm2 } from './families/internlm2.ts';
import { jamba } from './families/jamba.ts';
import { kimiLinear } from './families/kimi-linear.ts';
import { lfm2, lfm2Moe } from './families/lfm2.ts';
import { llama } from './families/llama.ts';
import { falconMamba, mamba, mamba2 } from './families/mamba.ts';
import { mimoV2 } from './families/mimo-v2.ts';
import { minicpm3 } from './families/minicpm3.ts';
import { minimax } from './families/minimax.ts';
import { minimaxM2 } from './families/minimax-m2.ts';
import { ministral, ministral3, mistral } from './families/mistral.ts';
import { mixtral } from './families/mixtral.ts';
import { mpt } from './families/mpt.ts';
import { nemotron } from './families/nemotron.ts';
import { nemotronH } from './families/nemotron-h.ts';
import { olmo, olmo2, olmo3 } from './families/olmo.ts';
import { olmoHybrid } from './families/olmo-hybrid.ts';
import { olmoe } from './families/olmoe.ts';
import { opt } from './families/opt.ts';
import { phi } from './families/phi.ts';
import { phi3 } from './families/phi3.ts';
import { phimoe } from './families/phimoe.ts';
import { qwen2, qwen3 } from './families/qwen.ts';
import { qwen1 } from './families/qwen-1.ts';
import { qwen2Moe, qwen3Moe } from './families/qwen-moe.ts';
import { qwen3Next, qwen35, qwen35Moe } from './families/qwen-next.ts';
import { seedOss } from './families/seed-oss.ts';
import { smollm3 } from './families/smollm3.ts';
import { stablelm } from './families/stablelm.ts';
import { starcoder2 } from './families/starcoder2.ts';
import { refuseModelType } from './refuse-model-type.ts';

/** Every supported architecture. */
export const ARCHITECTURES: readonly Architecture[] = [
  llama,
  mistral,
  qwen2,
  qwen3,
  smollm3,
  granite,
  olmo,
  olmo2,
  olmo3,
  phi3,
  internlm2,
  baichuan,
  helium,
  nemotron,
  glm,
  glm4,
  exaone4,
  ernie45,
  starcoder2,
  stablelm,
  cohere,
  cohere2,
  gpt2,
  opt,
  gptNeox,
  gptNeo,
  gptj,
  phi,
  falcon,
  bloom,
  mpt,
  gptBigcode,
  biogpt,
  gemma,
  gemma2,
  gemma3,
  gemma4,
  mixtral,
  qwen2Moe,
  qwen3Moe,
  gptOss,
  olmoe,
  glm4Moe,
  glm4MoeLite,
  deepseekV2,
  deepseekV3,
  qwen35,
  qwen35Moe,
  qwen3Next,
  nemotronH,
  lfm2,
  lfm2Moe,
  graniteMoe,
  graniteMoeHybrid,
  falconH1,
  bamba,
  jamba,
  mamba,
  mamba2,
  deepseekSparse,
  minicpm3,
  dots1,
  minimaxM2,
  ernie45Moe,
  hunyuanDense,
  hunyuanMoe,
  seedOss,
  arcee,
  apertus,
  ministral,
  ministral3,
  solarOpen,
  falconMamba,
  afmoe,
  exaoneMoe,
  flexOlmo,
  hyV3,
  kimiLinear,
  minimax,
  olmoHybrid,
  phimoe,
  qwen1,
  bitnet,
  mimoV2,
];

/** The architecture of a config. @throws AppError MODEL_UNSUPPORTED with the reason: not a decoder, not supported yet, or unknown. */
export function getArchitecture(config: Json): Architecture {
  const { model_type: modelType, is_encoder_decoder: isEncoderDecoder } = config;
  const found = ARCHITECTURES.find(({ modelTypes }) => modelTypes.some((type) => type === modelType));
  if (found) return found;
  const known = ARCHITECTURES.flatMap(({ modelTypes }) => modelTypes);
  throw refuseModelType(String(modelType), known, isEncoderDecoder === true);
}
