#include "test/unit/runtime/bpf_evaluator.h"
#include <cstring>

using namespace assay;

static bool holds(std::uint16_t operation, std::uint32_t accumulator, std::uint32_t operand) {
  switch (operation) {
  case BPF_JEQ:
    return accumulator == operand;
  case BPF_JGT:
    return accumulator > operand;
  case BPF_JGE:
    return accumulator >= operand;
  case BPF_JSET:
    return (accumulator & operand) != 0;
  default:
    return true;
  }
}

std::optional<std::uint32_t> assay::evaluate(const std::vector<sock_filter> &program,
                                             const seccomp_data &data) {
  std::uint32_t accumulator = 0;
  // Every jump goes forward, so this ends.
  for (std::size_t at = 0; at < program.size(); ++at) {
    const sock_filter &instruction = program[at];
    switch (BPF_CLASS(instruction.code)) {
    case BPF_LD:
      if (instruction.k > sizeof data - sizeof accumulator)
        return std::nullopt;
      std::memcpy(&accumulator, reinterpret_cast<const char *>(&data) + instruction.k,
                  sizeof accumulator);
      break;
    case BPF_ALU:
      if (BPF_OP(instruction.code) != BPF_AND)
        return std::nullopt;
      accumulator &= instruction.k;
      break;
    case BPF_JMP:
      if (BPF_OP(instruction.code) == BPF_JA)
        at += instruction.k;
      else
        at += holds(BPF_OP(instruction.code), accumulator, instruction.k) ? instruction.jt
                                                                          : instruction.jf;
      break;
    case BPF_RET:
      return instruction.k;
    default:
      return std::nullopt;
    }
  }
  return std::nullopt;
}
