import 'reflect-metadata';
import type { GraphQLScalarType } from 'graphql';
import { Field, InputType, ObjectType } from 'type-graphql';
import type { ValueOf } from './define-enum.ts';

/** A class of the schema. */
type SchemaClass = abstract new (...values: never[]) => object;

/** A type of the schema: string, boolean, scalar, an enum of defineEnum, or a class. */
export type SchemaType = StringConstructor | BooleanConstructor | GraphQLScalarType | SchemaClass | Readonly<Record<string, string>>;

/** The same, or a list of it. */
export type FieldType = SchemaType | readonly [FieldType];

/** The TypeScript type of such a value. */
export type SchemaValue<Type> = Type extends readonly [infer Item]
  ? readonly SchemaValue<Item>[]
  : Type extends StringConstructor
    ? string
    : Type extends BooleanConstructor
      ? boolean
      : Type extends GraphQLScalarType<infer Value, infer _External>
        ? Value
        : Type extends abstract new (
              ...values: never[]
            ) => infer Instance
          ? Instance
          : ValueOf<Type>;

/** Marks a property as a field of its class. The compiler rejects a property whose type differs from the field's. */
export function field<const Type extends FieldType>(type: Type, description: string) {
  return <Name extends string>(target: { readonly [Key in Name]: SchemaValue<Type> }, name: Name): void =>
    Field(() => type, { description })(target, name);
}

/** Marks a property as a field that may be null. */
export function nullable<const Type extends FieldType>(
  type: Type,
  description: string,
  options: { readonly defaultValue?: SchemaValue<Type> } = {},
) {
  return <Name extends string>(target: { readonly [Key in Name]?: SchemaValue<Type> | null }, name: Name): void =>
    Field(() => type, { nullable: true, description, ...options })(target, name);
}

/** Marks a class as an output type of the schema; its fields are read directly from the object. */
export function outputType(description: string): ClassDecorator {
  return ObjectType({ simpleResolvers: true, description });
}

/** Marks a class as an input type of the schema. */
export function inputType(description: string): ClassDecorator {
  return InputType({ description });
}
