import { GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field } from '../../paging/field.ts';

@nodeType('One layer (decoder block) of a model.')
export class Layer extends Node {
  readonly modelKey!: string;

  @field(Int, 'Index of the layer in the model, starting at 0 at the input.') readonly index!: number;
  @field(Float, 'index / (blockCount − 1): 0 = first layer, 1 = last.') readonly relativeDepth!: number;
  @field(String, "Composition of the block, for example 'attention+mlp'.") readonly kind!: string;
  @field(GraphQLSafeInt, 'Number of parameters in this layer.') readonly parameterCount!: number;
}
