#include <algorithm>
#include <iostream>
#include <numeric>
#include <thread>
#include <vector>

int main() {
  std::vector<int> numbers(10);
  std::iota(numbers.begin(), numbers.end(), 1);
  std::thread worker([&] { std::ranges::reverse(numbers); });
  worker.join();
  std::cout << "first " << numbers.front() << ", sum "
            << std::accumulate(numbers.begin(), numbers.end(), 0) << '\n';
}
