import { type AnswerQuestion, type SourcedText, savedOf } from '@lamina/benchmarks';
import { changeOf, describeRemoval, NOTHING_REMOVED, UNCHANGED, writeChangeCommand } from '@lamina/plans';
import { type ModelLookup, type OpenedModel, openModel } from '../model/open/open-model.ts';
import { finish, type Progress } from '../progress/progress.ts';
import { nameRepair } from '../resident/resident-model.ts';
import type { SessionOptions } from '../session/session.ts';
import { quantizeModel } from '../write/quantize/quantize-model.ts';
import type { AnswerText, EncodedText } from './answer-text.ts';
import { type LossRules, measureForm, NOT_MEASURED } from './measure-texts.ts';
import type { FormedCandidate } from './measured-form.ts';
import type { PlannedSaving } from './planned-saving.ts';
import type { QuantizedForm } from './quantized-forms.ts';
import { chooseRepair, REPAIR_SETTINGS, repairForm } from './repaired-forms.ts';

interface FormRules extends LossRules {
  /** `reference`: how commands name the model. */
  readonly options: ModelLookup & SessionOptions & { readonly reference: string; readonly question: AnswerQuestion };
  /** The text that chose the removals. */
  readonly chooser: AnswerText;
  /** All texts whose language the model knows: none of them chose a quantized form. */
  readonly readable: readonly EncodedText[];
  readonly judging: readonly EncodedText[];
  readonly judges: (text: SourcedText) => boolean;
}

/** The quantized forms of a model, and its removals with repairs, on the judging texts. */
export async function* measureOtherForms(
  opened: OpenedModel,
  { removals, quantized }: { readonly removals: readonly PlannedSaving[]; readonly quantized: readonly QuantizedForm[] },
  rules: FormRules,
): AsyncGenerator<Progress, readonly FormedCandidate[]> {
  const found: FormedCandidate[] = [];
  for (const form of quantized) found.push(yield* measureQuantized(form, rules));
  for (const one of removals) found.push(yield* measureRepaired(opened, one, rules));
  return found;
}

async function* measureQuantized(
  { precision, saved, excluded, write }: QuantizedForm,
  { options, readable, ...rules }: FormRules,
): AsyncGenerator<Progress, FormedCandidate> {
  const open = async (): Promise<OpenedModel> => {
    await finish(quantizeModel(write));
    return openModel(write.out, options);
  };
  const form = { removal: nameRepair(NOTHING_REMOVED, precision), name: `${precision} weights`, open };
  // Without a measured speed, changes are judged by their parameters; these forms save none.
  const isAsked = excluded === null && (savedOf(saved, options.question.save) ?? 0) > 0;
  const losses = isAsked ? yield* measureForm(form, readable, { ...rules, judges: () => true, session: options }) : NOT_MEASURED;
  const change = { ...UNCHANGED, precision };
  const command = writeChangeCommand(options.reference, change, { copyWeights: true });
  return { ...losses, key: null, change, tasks: [], saved, command, excluded, form };
}

/** A removal that is repaired on the text that chose it: the same texts judge it. */
async function* measureRepaired(
  opened: OpenedModel,
  { removal, saved }: PlannedSaving,
  { options, judging, chooser, ...rules }: FormRules,
): AsyncGenerator<Progress, FormedCandidate> {
  const solved = yield* repairForm(opened, { removal, saved }, { chooser, checkpoint: rules.checkpoint, session: options });
  const { key, excluded, open } = solved;
  const form = { removal: nameRepair(removal, key), name: `${describeRemoval(removal)}, repaired,`, open };
  const losses = excluded === null ? yield* measureForm(form, judging, { ...rules, session: options }) : NOT_MEASURED;
  const kind = chooseRepair(removal);
  const repaired = changeOf(removal, { kind, ...REPAIR_SETTINGS, calibration: chooser.text });
  const command = writeChangeCommand(options.reference, repaired, { copyWeights: opened.source.format === 'onnx' });
  return { ...losses, key: null, change: changeOf(removal, kind), tasks: [], saved: solved.saved, command, excluded, form };
}
