"""What each extra brings and costs, what is on the books, what a lost guest is worth. docs/economy.md defines
every figure and says where it ends.
"""
