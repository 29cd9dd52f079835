import { Float, ObjectType } from 'type-graphql';
import { field } from './field.ts';

/** A range of numbers. */
@ObjectType({ simpleResolvers: true, description: 'A range of numbers.' })
export class NumberInterval {
  @field(Float, 'Lower end.') readonly low!: number;
  @field(Float, 'Upper end.') readonly high!: number;
}
