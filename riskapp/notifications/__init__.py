"""What people hear of without looking: in the product and by mail, each as they wish.

It listens to the audit trail, where everything that happens is written anyway; what only
time brings about is told by the packages above (docs/decisions/).
"""
