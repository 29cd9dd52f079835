import { createRefusal, type Refuse } from '@lamina/errors';
import { formatOf, isModelFileName, listModelCandidates, MODEL_FOLDER_FILES } from '@lamina/hub';
import type { UploadFile } from './model-upload.ts';
import { MODEL_UPLOAD_LIMITS } from './model-upload-limits.ts';

const refuse: Refuse = createRefusal('The model cannot be uploaded');

/**
 * Checks the announced files of an upload: names that a model's folder has, each once; sizes and number within MODEL_UPLOAD_LIMITS; and that they hold one
 * model. @throws AppError BAD_USER_INPUT.
 */
export function checkUploadFiles(files: readonly UploadFile[]): void {
  if (files.length === 0) refuse('it has no files');
  if (files.length > MODEL_UPLOAD_LIMITS.files) refuse(`it has ${files.length} files; the limit is ${MODEL_UPLOAD_LIMITS.files}`);
  for (const file of files) checkFile(file);
  const names = files.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) refuse(`it has two files ${repeated}`);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > MODEL_UPLOAD_LIMITS.bytes)
    refuse(
      `its files have ${total} bytes; the limit is ${MODEL_UPLOAD_LIMITS.bytes}. Put a larger model into a model folder of the workers, or on a hub`,
    );
  checkModel(names);
}

function checkFile({ name, bytes }: UploadFile): void {
  if (!isModelFileName(name)) {
    const { names, weightEndings } = MODEL_FOLDER_FILES;
    refuse(
      `"${name.slice(0, 100)}" is no file of a model; the names are ${names.join(', ')}, and names of weights that end in ${weightEndings.join(', ')}`,
    );
  }
  const isWeights = MODEL_FOLDER_FILES.weightEndings.some((ending) => name.endsWith(ending));
  const limit = isWeights ? MODEL_UPLOAD_LIMITS.bytes : MODEL_UPLOAD_LIMITS.companionBytes;
  if (bytes < 1 || bytes > limit) refuse(`${name} has ${bytes} bytes; it must have 1 to ${limit}`);
}

/** The worker that reads the model refuses the same, but only after gigabytes were sent. */
function checkModel(names: readonly string[]): void {
  const [first, ...others] = listModelCandidates(names, null);
  const file = first ?? refuse('none of its files is a model: add model.safetensors with config.json, a .gguf file, or model.onnx');
  if (others.length > 0) refuse(`it has several models: ${[file, ...others].join(', ')}; upload one of them`);
  if (formatOf(file) === 'safetensors' && !names.includes('config.json')) refuse(`${file} needs its config.json beside it`);
}
