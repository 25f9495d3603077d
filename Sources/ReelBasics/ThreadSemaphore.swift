#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A counting semaphore for threads (never for tasks).
@safe package final class ThreadSemaphore: Sendable {
  // Owned by this object alone; POSIX makes the operations on it safe between threads.
  private nonisolated(unsafe) let condition: UnsafeMutablePointer<pthread_cond_t>
  private nonisolated(unsafe) let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private nonisolated(unsafe) let count: UnsafeMutablePointer<Int>

  package init() {
    unsafe condition = .allocate(capacity: 1)
    unsafe condition.initialize(to: pthread_cond_t())
    unsafe pthread_cond_init(condition, nil)
    unsafe mutex = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe pthread_mutex_init(mutex, nil)
    unsafe count = .allocate(capacity: 1)
    unsafe count.initialize(to: 0)
  }

  deinit {
    unsafe pthread_cond_destroy(condition)
    unsafe condition.deallocate()
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
    unsafe count.deallocate()
  }

  /// Lets one waiter through.
  package func signal() {
    unsafe pthread_mutex_lock(mutex)
    unsafe count.pointee += 1
    unsafe pthread_mutex_unlock(mutex)
    // After the lock is free: who wakes up takes it, and would wait again.
    unsafe pthread_cond_signal(condition)
  }

  /// Blocks this thread until a signal is there for it.
  package func wait() {
    unsafe pthread_mutex_lock(mutex)
    while unsafe count.pointee == 0 { unsafe pthread_cond_wait(condition, mutex) }
    unsafe count.pointee -= 1
    unsafe pthread_mutex_unlock(mutex)
  }
}
