import { Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable } from '../../paging/field.ts';
import { BosPolicy } from '../vocabulary/measurement.ts';

@nodeType('One way to cut a calibration set into windows with one tokenizer.')
export class CalibrationConfig extends Node {
  readonly calibrationSetKey!: string;
  @field(Int, 'Tokens per window.') readonly window!: number;
  @field(Int, 'Stride: tokens from the start of one window to the start of the next.') readonly stride!: number;
  @field(BosPolicy, 'When a window starts with a beginning-of-sequence token.') readonly bos!: BosPolicy;
  @nullable(Int, 'Requested maximum number of windows; null = the whole text.') readonly windowLimit!: number | null;
  @nullable(Int, 'Seed of the random order in which windows were read until the lowest layers were known; null = in the order of the text.')
  readonly drawSeed!: number | null;
  @nullable(String, "Which documents were used: 'k/n' = the k-th of every n documents; null = all.") readonly documentPart!: string | null;
  @field(Int, 'Number of windows.') readonly windowCount!: number;
  @field(Int, 'Tokens in all windows.') readonly tokenCount!: number;
  @field(String, 'SHA-256 of the token ids.') readonly idsSha256!: string;
}
