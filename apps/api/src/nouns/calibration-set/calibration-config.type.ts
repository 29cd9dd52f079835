import { Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable } from '../../paging/field.ts';
import { BosPolicy } from '../vocabulary/bos-policy.ts';

@nodeType('One way to cut a calibration set into windows with one tokenizer.')
export class CalibrationConfig extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly calibrationSetKey!: string;

  @field(String, 'SHA-256 over everything below.') readonly digest!: string;
  @field(Int, 'Tokens per window.') readonly window!: number;
  @field(Int, 'Tokens from the start of one window to the start of the next.') readonly stride!: number;
  @field(BosPolicy, 'When a begin-of-sequence token leads a window.') readonly bos!: BosPolicy;
  @nullable(Int, 'Most windows that were asked for; null = the whole text.') readonly windowLimit!: number | null;
  @nullable(String, "Which documents were taken, 'k/n' = the k-th of every n; null = all.") readonly documentPart!: string | null;
  @field(Int, 'Windows cut.') readonly windowCount!: number;
  @field(Int, 'Tokens in all windows.') readonly tokenCount!: number;
  @field(Int, 'Documents that the windows come from.') readonly documentCount!: number;
  @field(String, 'SHA-256 of the token ids.') readonly idsSha256!: string;
}
