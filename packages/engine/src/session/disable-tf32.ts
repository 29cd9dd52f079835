/**
 * Makes NVIDIA's libraries multiply float32 numbers as float32. ONNX Runtime's CUDA provider rounds the factors to TF32 (10 bits of mantissa) by default, and
 * its binding for Node (1.30) passes on no option of the provider but the device. The libraries read the variable when they are loaded; 0 outranks every
 * option. A result that says float32 must be one, so a value from outside is replaced.
 */
process.env.NVIDIA_TF32_OVERRIDE = '0';
