"""Experiments on the model: designs -> plan -> runner -> store -> analysis -> figures -> report, one way.

Nothing in ``sim`` imports anything from here.
"""
